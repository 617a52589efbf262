using Etl.Local.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Hosting.Timers;

/// <summary>
/// One timer function. Occurrences are delivered one after another; those that pass while the function runs, or while the host is down, are made up for
/// by a single call that says so (<c>IsPastDue</c>). An occurrence counts as delivered when the function ends, with or without an exception.
/// </summary>
/// <param name="status">Null: the timer is not monitored, and makes up for nothing.</param>
internal sealed class FunctionTimer(
    LocalFunction function,
    TimerSchedule schedule,
    TimerStatusFile? status,
    Func<TimerInfo, CancellationToken, Task> invoke,
    TimeProvider time,
    ILogger logger)
{
    // Timers stand still while a laptop sleeps, so the clock is looked at again before long.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Ends when <paramref name="stop"/> is cancelled; a call that runs then goes on until it ends or <paramref name="abort"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var current = Start();
        if (function.Timer.RunOnStartup)
        {
            var now = time.GetUtcNow();
            current = await DeliverAsync(current, now, isPastDue: schedule.Next(current.Anchor) < now, abort);
        }

        while (!stop.IsCancellationRequested)
        {
            var due = schedule.Next(current.Anchor);
            var isPastDue = due < time.GetUtcNow();
            if (!isPastDue && !await WaitUntilAsync(due, stop))
            {
                return;
            }

            current = await DeliverAsync(current, isPastDue ? time.GetUtcNow() : due, isPastDue, abort);
            if (status is null && current.Anchor < time.GetUtcNow())
            {
                current = current with { Last = time.GetUtcNow() };
            }
        }
    }

    private TimerStatus Start()
    {
        var now = time.GetUtcNow();
        var fresh = new TimerStatus(TimerStatus.CurrentSchema, schedule.Expression, Last: null, now);
        // A status from the future is one that a wrong clock wrote; waiting for it to come true could take years.
        if (status?.Read() is { } saved && saved.Expression == schedule.Expression && saved.Anchor <= now)
        {
            return saved;
        }

        status?.Write(fresh);
        return fresh;
    }

    private async Task<TimerStatus> DeliverAsync(TimerStatus before, DateTimeOffset occurrence, bool isPastDue, CancellationToken abort)
    {
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = status is null ? null : Describe(before, occurrence) };
        try
        {
            logger.LogDebug("Timer {Function}: occurrence {Occurrence:O}, past due: {IsPastDue}", function.Name, occurrence, isPastDue);
            await invoke(info, abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // Not delivered: the next start finds it past due.
            return before;
        }
        catch (Exception e)
        {
            logger.LogError(e, "Timer {Function} failed; its next occurrence is at {Next:O}", function.Name, schedule.Next(occurrence));
        }

        var after = before with { Last = occurrence, LastUpdated = time.GetUtcNow() };
        status?.Write(after);
        return after;
    }

    private ScheduleStatus Describe(TimerStatus before, DateTimeOffset occurrence) => new()
    {
        Last = before.Last?.UtcDateTime ?? default,
        Next = schedule.Next(occurrence).UtcDateTime,
        LastUpdated = before.LastUpdated.UtcDateTime,
    };

    private async Task<bool> WaitUntilAsync(DateTimeOffset due, CancellationToken stop)
    {
        try
        {
            for (var left = due - time.GetUtcNow(); left > TimeSpan.Zero; left = due - time.GetUtcNow())
            {
                await Task.Delay(left < LongestWait ? left : LongestWait, time, stop);
            }

            return !stop.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
