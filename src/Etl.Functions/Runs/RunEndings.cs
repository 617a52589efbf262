using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Notifications;
using Etl.Functions.Telemetry;
using Etl.Storage.Registry;

namespace Etl.Functions.Runs;

/// <summary>Ends runs, and tells those who want to know: the trace, the metrics, the webhooks. Thread-safe.</summary>
public sealed class RunEndings(RunRecords records, RunClosing closing, RunNotices notices, NotificationSender sender)
{
    /// <summary>As <see cref="RunClosing.FinishAsync"/>. Idempotent: the first summary that was put is the run's, and only who puts it writes the root of the run's trace.</summary>
    public async Task<RunDocument> FinishAsync(RunClaim claim, RunEndingKind kind, TaskError? error, IReadOnlyList<GivenUpTask> givenUp, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var hadEnded = await records.FindSummaryAsync(claim.Job.RunId, cancellationToken) is not null;
        var run = await closing.FinishAsync(claim, kind, error, givenUp, cancellationToken);
        if (!hadEnded)
        {
            RunTrace.WriteRoot(run);
            EtlMetrics.RunEnded(run);
        }

        // Also for a run that had ended: the process that ended it may have died before this.
        if (await notices.EndedAsync(run, cancellationToken))
        {
            sender.SendSoon();
        }

        return run;
    }
}
