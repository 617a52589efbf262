using Etl.Cli.Output;
using Etl.Cli.Reading;
using Etl.Cli.Remote;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Local.Engine;

namespace Etl.Cli.Running;

/// <summary>Watches a run to its end through its records, and shows what changes.</summary>
internal sealed class RunFollower(IEtlReader reader, IRunHost host, IProgressView view, TimeProvider time)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Each look at an app over HTTP is an execution that somebody pays for.</summary>
    private static readonly TimeSpan MinRemoteInterval = TimeSpan.FromSeconds(1);

    /// <summary>Reading a large run takes its time: at least nine tenths of it are left to the run itself.</summary>
    private const int ReadShare = 10;

    /// <summary>The run's document when it has ended.</summary>
    /// <exception cref="CliException">Nobody works on the run any more, but it has no summary: its records could not be written.</exception>
    /// <exception cref="OperationCanceledException">The user stopped watching.</exception>
    public async Task<RunDocument> FollowAsync(string runId, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var atLeast = reader is RemoteReader ? MinRemoteInterval : MinInterval;
        var workEnded = host.WorkEndedAsync(runId, ended.Token);
        try
        {
            while (true)
            {
                var isLast = workEnded.IsCompleted;
                var before = time.GetTimestamp();
                var run = await reader.FindRunAsync(runId, cancellationToken) ?? throw new CliException(ExitCode.Failed, "store", $"The records of run '{runId}' are gone from the store.");
                view.Show(run.Status == RunStatus.Running && await host.IsPausedAsync(runId, cancellationToken) ? run with { Status = RunStatus.Paused } : run);
                if (run.Status.HasEnded())
                {
                    return run;
                }

                if (isLast)
                {
                    await EnsureHubWorksAsync(workEnded, runId);
                    throw new CliException(ExitCode.Failed, "unfinished", $"Run '{runId}' stopped before its end: the process that worked on it has ended, or the store can't be written (is it full, or read-only?). Go on with: etl resume {runId}");
                }

                var took = time.GetElapsedTime(before) * ReadShare;
                await Task.WhenAny(workEnded, Task.Delay(took > atLeast ? took : atLeast, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static async Task EnsureHubWorksAsync(Task workEnded, string runId)
    {
        try
        {
            await workEnded;
        }
        catch (HubException exception)
        {
            throw new CliException(ExitCode.Failed, "hub", $"{exception.Message} Then go on with: etl resume {runId}");
        }
    }
}
