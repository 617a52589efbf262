using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Local.Engine;
using Etl.Storage.Registry;

namespace Etl.Cli.Running;

/// <summary>Watches a backfill to its end through its records, and tells of each date that has ended.</summary>
internal sealed class BackfillFollower(BackfillRecords backfills, IRunHost host, Action<BackfillRunDocument> ended, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The document when all is over.</summary>
    /// <exception cref="CliException">Nobody works on it any more, but it has not ended.</exception>
    /// <exception cref="OperationCanceledException">The user stopped watching.</exception>
    public async Task<BackfillDocument> FollowAsync(string id, CancellationToken cancellationToken)
    {
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workEnded = host.WorkEndedAsync(id, isOver.Token);
        var told = new HashSet<DateOnly>();
        try
        {
            while (true)
            {
                var isLast = workEnded.IsCompleted;
                var backfill = await backfills.ReadAsync(id, cancellationToken) ?? throw new CliException(ExitCode.Failed, "store", $"The records of backfill '{id}' are gone from the store.");
                foreach (var run in backfill.Runs.Where(run => run.Status.HasEnded() && told.Add(run.BusinessDate)))
                {
                    ended(run);
                }

                if (backfill.Status.HasEnded())
                {
                    return backfill;
                }

                if (isLast)
                {
                    await EnsureHubWorksAsync(workEnded);
                    throw new CliException(ExitCode.Failed, "unfinished", $"Backfill '{id}' stopped before its end: the process that worked on it has ended, or the store can't be written (is it full, or read-only?). Repeat the command with the same --name to go on.");
                }

                await Task.WhenAny(workEnded, Task.Delay(Interval, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await isOver.CancelAsync();
        }
    }

    private static async Task EnsureHubWorksAsync(Task workEnded)
    {
        try
        {
            await workEnded;
        }
        catch (HubException exception)
        {
            throw new CliException(ExitCode.Failed, "hub", $"{exception.Message} Then repeat the command with the same --name to go on.");
        }
    }
}
