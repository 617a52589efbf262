using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Functions.Notifications;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Timers;

/// <summary>The tick of the notifications: finds runs that are late, and sends what was not delivered. Apart from that of the schedules, so that neither holds up the other.</summary>
public sealed class NotificationTick(
    PipelineCatalog catalog,
    ScheduleRecords schedules,
    PipelineStates states,
    ScheduleDecisions decisions,
    RunRecords records,
    RunNotices notices,
    NotificationSender sender,
    TimeProvider time,
    ILogger<NotificationTick> logger)
{
    /// <summary>Occurrences whose deadline is longer ago are not looked at any more.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(1);

    /// <summary>Decides each notification once, however often it comes.</summary>
    [Function(nameof(NotificationTick))]
    public async Task RunAsync([TimerTrigger("%EtlTimerSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var pipeline in catalog.Pipelines.Where(pipeline => pipeline.Schedules.Count > 0))
        {
            foreach (var notification in notices.Notifications(pipeline.Name).Where(notification => notification.Events.HasFlag(NotificationEvents.Lateness)))
            {
                try
                {
                    await FindLateAsync(pipeline, notification, cancellationToken);
                }
#pragma warning disable CA1031 // whatever is wrong with one pipeline, the others are not to wait for it
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    Log.NotificationsFailed(logger, $"Whether runs of '{pipeline.Name}' are late can't be seen: {exception.Message}");
                }
            }
        }

        await sender.SendDueAsync(cancellationToken);
    }

    private async Task FindLateAsync(Pipeline pipeline, Notification notification, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = await states.FindAsync(pipeline.Name, cancellationToken);
        if (state.IsPaused)
        {
            return;
        }

        foreach (var schedule in pipeline.Schedules)
        {
            var firstSeen = await schedules.FirstSeenAsync(pipeline.Name, schedule.Name, now, cancellationToken);
            foreach (var due in ScheduleCalendar.Since(pipeline, schedule, firstSeen, now, notification.LateAfter + LookBack))
            {
                var deadline = due.At + notification.LateAfter;
                if (deadline > now || state.WasPausedAt(due.At))
                {
                    continue;
                }

                var runId = RunId.ForSchedule(pipeline.Name, due.Date, schedule.Name);
                var run = await records.ReadRunAsync(runId, cancellationToken);
                if (run is null && await decisions.FindAsync(pipeline.Name, schedule.Name, due.Date, cancellationToken) is { SkippedFor: not null })
                {
                    // Left out, because the run before it had not ended.
                    continue;
                }

                if (run is not { DurationMs: { } duration } || run.StartedAt.AddMilliseconds(duration) > deadline)
                {
                    await notices.LateAsync(pipeline, notification, runId, run?.Status ?? RunStatus.Pending, due.BusinessDate, deadline, cancellationToken);
                }
            }
        }
    }
}
