using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A backfill as <c>GET backfills/{id}</c> and <c>etl backfill --json</c> print it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="From">First business date that was asked for.</param>
/// <param name="To">Last business date that was asked for.</param>
/// <param name="MaxParallel">So many runs at a time.</param>
/// <param name="Status">Pending before its first run; Succeeded when all runs have; Failed when all have ended and not all have succeeded; Cancelled when no more are started.</param>
/// <param name="StartedAt">When it was asked for, UTC.</param>
/// <param name="Succeeded">Runs that succeeded.</param>
/// <param name="Failed">Dates whose run failed or could not be started.</param>
/// <param name="Cancelled">Dates whose run was cancelled or will not be started.</param>
/// <param name="Running">Runs that have not ended.</param>
/// <param name="Pending">Dates whose run is still to be started.</param>
/// <param name="Runs">Oldest date first.</param>
public sealed record BackfillDocument(
    string Id,
    string Pipeline,
    DateOnly From,
    DateOnly To,
    int MaxParallel,
    RunStatus Status,
    DateTimeOffset StartedAt,
    int Succeeded,
    int Failed,
    int Cancelled,
    int Running,
    int Pending,
    IReadOnlyList<BackfillRunDocument> Runs)
{
    /// <summary>Of a backfill.</summary>
    /// <param name="claim">The backfill.</param>
    /// <param name="runs">One for each of its dates, in their order.</param>
    /// <param name="isCancelled">No more runs are started.</param>
    public static BackfillDocument Of(BackfillClaim claim, IReadOnlyList<BackfillRunDocument> runs, bool isCancelled)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (isCancelled)
        {
            runs = [.. runs.Select(run => run.Status == RunStatus.Pending ? run with { Status = RunStatus.Cancelled } : run)];
        }

        var succeeded = runs.Count(run => run.Status.IsSuccess());
        var failed = runs.Count(run => run.Status == RunStatus.Failed);
        var cancelled = runs.Count(run => run.Status == RunStatus.Cancelled);
        var pending = runs.Count(run => run.Status == RunStatus.Pending);
        var running = runs.Count - succeeded - failed - cancelled - pending;
        var status = (running, pending, isCancelled) switch
        {
            ( > 0, _, _) => RunStatus.Running,
            (_, _, true) => RunStatus.Cancelled,
            (_, > 0, _) => pending == runs.Count ? RunStatus.Pending : RunStatus.Running,
            _ => succeeded == runs.Count ? RunStatus.Succeeded : RunStatus.Failed,
        };
        var request = claim.Request;
        return new BackfillDocument(claim.Id, request.Run.Pipeline, request.From, request.To, request.MaxParallel, status, claim.StartedAt, succeeded, failed, cancelled, running, pending, runs);
    }
}
