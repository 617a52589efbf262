using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Runs;

/// <summary>
/// Ends runs whose orchestrations have ended without a summary: their records could not be written for longer than they tried, they were terminated by other means than ours, or a
/// deployment could not go on with them. Thread-safe.
/// </summary>
public sealed class UnfinishedRuns(RunRecords records, RunEndings endings, ILogger<UnfinishedRuns> logger)
{
    /// <summary>
    /// Ends a run, unless it has ended: the first summary is the run's, whoever puts it. What was decided before holds, so a run that was to be published is published.
    /// Its index entry and its notifications are made up for, too.
    /// </summary>
    /// <param name="claim">The run.</param>
    /// <param name="orchestration">Its instance, which has completed.</param>
    /// <param name="cancellationToken">Safe at any time.</param>
    /// <exception cref="InvalidOperationException">The run is to be published, and a task has not succeeded: its records contradict each other.</exception>
    /// <exception cref="Etl.Storage.Objects.StoreException">The store fails: call again.</exception>
    public async Task<RunDocument> EndAsync(RunClaim claim, OrchestrationMetadata orchestration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(orchestration);
        var runId = claim.Job.RunId;
        var hadEnded = await records.FindSummaryAsync(runId, cancellationToken) is not null;
        var (kind, error) = orchestration.RuntimeStatus == OrchestrationRuntimeStatus.Terminated
            ? (RunEndingKind.Cancel, new TaskError("Terminated", "Its orchestration was terminated."))
            : (RunEndingKind.Fail, new TaskError("LostInfrastructure", "Its orchestration ended before it could be written how the run ended."));

        // Who decided it said why.
        var isDecided = await records.FindEndingAsync(runId, cancellationToken) is not null;
        var run = await endings.FinishAsync(claim, kind, isDecided ? null : error, givenUp: [], cancellationToken);
        if (!hadEnded)
        {
            Write(run);
        }

        return run;
    }

    /// <summary>As its orchestration would have.</summary>
    private void Write(RunDocument run)
    {
        if (run.Status == RunStatus.Failed)
        {
            Log.RunFailed(logger, run.RunId, run.Status, $"its orchestration had ended without writing so. Run what is left with: etl rerun {run.RunId} --from-failed");
        }
        else
        {
            Log.RunEnded(logger, run.RunId, run.Status, "its orchestration had ended without writing so.");
        }
    }
}
