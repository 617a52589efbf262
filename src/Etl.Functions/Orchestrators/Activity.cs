using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>
/// Calls activities. An exception from an activity never is a business outcome: it means that infrastructure was lost
/// (a worker died, the store can't be reached), and it has this budget of retries of its own.
/// </summary>
internal static class Activity
{
    public const int MaxCalls = 4;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    /// <summary>The activity's result, from the first call that gives one.</summary>
    /// <param name="context">Of the orchestration.</param>
    /// <param name="name">Of the activity.</param>
    /// <param name="input">The same for each call.</param>
    /// <param name="stopped">Set by the orchestrator's own flow: from then on there is no further call. A call that runs is waited for.</param>
    /// <exception cref="TaskFailedException">The last call failed too.</exception>
    /// <exception cref="OperationCanceledException">A call failed, and there was to be no other.</exception>
    public static async Task<TResult> CallAsync<TResult>(TaskOrchestrationContext context, string name, object input, CancellationToken stopped = default)
    {
        var delay = FirstDelay;
        for (var call = 1; ; call++)
        {
            try
            {
                return await context.CallActivityAsync<TResult>(name, input);
            }
            catch (TaskFailedException) when (call < MaxCalls)
            {
                stopped.ThrowIfCancellationRequested();
                await context.CreateTimer(context.CurrentUtcDateTime + delay, stopped);
                delay *= 3;
            }
        }
    }
}
