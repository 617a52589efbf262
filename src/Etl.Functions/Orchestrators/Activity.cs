using Etl.Core.Registry;
using Etl.Core.Runs;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>
/// Calls activities. An exception from an activity never is a business outcome: it means that infrastructure was lost
/// (a worker died, the store can't be reached), and it has this budget of retries of its own.
/// </summary>
internal static class Activity
{
    public const int MaxCalls = 4;

    /// <summary>For what a run can't end without: else it stays listed as running, and others may wait for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>The activity's result, from the first call that gives one.</summary>
    /// <param name="context">Of the orchestration.</param>
    /// <param name="name">Of the activity.</param>
    /// <param name="input">The same for each call.</param>
    /// <param name="stopped">Set by the orchestrator's own flow: from then on there is no further call. A call that runs is waited for.</param>
    /// <exception cref="TaskFailedException">The last call failed too.</exception>
    /// <exception cref="OperationCanceledException">A call failed, and there was to be no other.</exception>
    public static Task<TResult> CallAsync<TResult>(TaskOrchestrationContext context, string name, object input, CancellationToken stopped = default) =>
        CallAsync<TResult>(context, name, input, TimeSpan.Zero, delay =>
        {
            stopped.ThrowIfCancellationRequested();
            return context.CreateTimer(context.CurrentUtcDateTime + delay, stopped);
        });

    /// <summary>The same for longer.</summary>
    /// <param name="context">Of the orchestration.</param>
    /// <param name="name">Of the activity.</param>
    /// <param name="input">The same for each call.</param>
    /// <param name="patience">Calls that begin within this time are not the last, beside those that there are for every activity.</param>
    /// <param name="wake">As it completes, a wait for the next call is over: whoever completes it could write to the store just now.</param>
    /// <exception cref="TaskFailedException">The last call failed too.</exception>
    public static Task<TResult> CallAsync<TResult>(TaskOrchestrationContext context, string name, object input, TimeSpan patience, Task wake) =>
        CallAsync<TResult>(context, name, input, patience, delay => wake.IsCompleted
            ? context.CreateTimer(context.CurrentUtcDateTime + delay, CancellationToken.None)
            : DurableWait.FirstWithinAsync(context, delay, wake));

    /// <summary>The host's text for an exception is all that is left of it: its type and message are not told apart reliably.</summary>
    public static TaskError LostInfrastructure(TaskFailedException exception, TimeSpan patience = default) =>
        new("LostInfrastructure", $"Activity '{exception.TaskName}' failed {(patience > TimeSpan.Zero ? $"for {patience.TotalHours:0} hours" : $"{MaxCalls} times")} without reporting an outcome. The last time: {exception.FailureDetails}");

    private static async Task<TResult> CallAsync<TResult>(TaskOrchestrationContext context, string name, object input, TimeSpan patience, Func<TimeSpan, Task> waitAsync)
    {
        var until = context.CurrentUtcDateTime + patience;
        var delay = FirstDelay;
        for (var call = 1; ; call++)
        {
            try
            {
                return await context.CallActivityAsync<TResult>(name, input);
            }
            catch (TaskFailedException) when (call < MaxCalls || context.CurrentUtcDateTime < until)
            {
                await waitAsync(delay);
                delay = delay * 3 < LongestDelay ? delay * 3 : LongestDelay;
            }
        }
    }
}
