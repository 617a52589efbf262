using Etl.Functions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>
/// The durable orchestration of a backfill. Its runs are instances of their own, which the activity starts and looks after; so each of them is cancelled, resumed, rerun and purged like
/// any run, and what is left of a backfill follows from the records. It listens to <see cref="RunEvents.Cancel"/>, which only wakes it.
/// </summary>
public static class BackfillOrchestrator
{
    /// <summary>Steps in one history; then it begins a new one, so that its length does not depend on how long the backfill takes.</summary>
    public const int MaxSteps = 100;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Started with the id of the backfill, under that id.</summary>
    [Function(nameof(BackfillOrchestrator))]
    public static async Task<BackfillProgress?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var id = context.GetInput<string>() ?? throw new InvalidOperationException($"Backfill '{context.InstanceId}' was started without its id. Backfills are started by POST pipelines/{{pipeline}}/backfills or by 'etl backfill'.");
        using var stopListening = new CancellationTokenSource();
        var cancel = context.WaitForExternalEvent<string>(RunEvents.Cancel, stopListening.Token);
        var pause = FirstPause;
        for (var step = 0; step < MaxSteps; step++)
        {
            var wasCancelled = cancel.IsCompleted;
            var progress = await Activity.CallAsync<BackfillProgress>(context, nameof(AdvanceBackfill), id);
            context.SetCustomStatus(progress);
            if (progress.HasEnded)
            {
                stopListening.Cancel();
                return progress;
            }

            pause = progress.HasChanged ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            if (wasCancelled)
            {
                await context.CreateTimer(context.CurrentUtcDateTime + pause, CancellationToken.None);
            }
            else
            {
                await DurableWait.FirstWithinAsync(context, pause, cancel);
            }
        }

        stopListening.Cancel();
        context.ContinueAsNew(id);
        return null;
    }
}
