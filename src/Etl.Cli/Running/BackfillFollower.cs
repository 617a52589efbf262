using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Local.Engine;

namespace Etl.Cli.Running;

/// <summary>Watches a backfill to its end through its records, and tells of each date that has ended.</summary>
internal sealed class BackfillFollower(IEtlReader reader, IRunHost host, Action<BackfillRunDocument> ended, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Each look at an app over HTTP is an execution that somebody pays for.</summary>
    private static readonly TimeSpan RemoteInterval = TimeSpan.FromSeconds(2);

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
                var backfill = await reader.FindBackfillAsync(id, cancellationToken) ?? throw new CliException(ExitCode.Failed, "store", $"The records of backfill '{id}' are gone from the store.");
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
                    await EnsureHubWorksAsync(workEnded, id);
                    throw new CliException(ExitCode.Failed, "unfinished", $"Backfill '{id}' stopped before its end: the process that worked on it has ended, or the store can't be written (is it full, or read-only?). Go on with: etl backfills resume {id}");
                }

                await Task.WhenAny(workEnded, Task.Delay(reader is RemoteReader ? RemoteInterval : Interval, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await isOver.CancelAsync();
        }
    }

    private static async Task EnsureHubWorksAsync(Task workEnded, string id)
    {
        try
        {
            await workEnded;
        }
        catch (HubException exception)
        {
            throw new CliException(ExitCode.Failed, "hub", $"{exception.Message} Then go on with: etl backfills resume {id}");
        }
    }
}
