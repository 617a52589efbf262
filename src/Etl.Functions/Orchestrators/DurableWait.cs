using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Waits that leave no timer behind: an orchestration does not end before its timers have.</summary>
internal static class DurableWait
{
    /// <summary>Waits in an orchestration: each is as long as it is asked for, or ends with an <see cref="OperationCanceledException"/>.</summary>
    public static Func<TimeSpan, CancellationToken, Task> In(TaskOrchestrationContext context) => (time, stop) => context.CreateTimer(context.CurrentUtcDateTime + time, stop);

    /// <summary>The place of the task that ended first, or -1 when none did in that time.</summary>
    public static async Task<int> FirstWithinAsync(TaskOrchestrationContext context, TimeSpan time, params Task[] tasks)
    {
        using var isOver = new CancellationTokenSource();
        var timer = context.CreateTimer(context.CurrentUtcDateTime + time, isOver.Token);
        var first = Array.IndexOf(tasks, await Task.WhenAny([.. tasks, timer]));
        if (first >= 0)
        {
            isOver.Cancel();
        }

        return first;
    }
}
