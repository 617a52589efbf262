using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Runs tasks that do not depend on each other at the same time, each with its attempts, and gives up what never answers.</summary>
internal static class TaskFanOut
{
    /// <summary>The outcome of each task, in the given order. Does not throw for anything that a task does.</summary>
    /// <param name="context">Of the orchestration.</param>
    /// <param name="runId">The run, also in a child of it.</param>
    /// <param name="tasks">With the exact versions that they read.</param>
    /// <param name="onEnded">Called as each task ends, in the order of the history.</param>
    public static async Task<IReadOnlyList<TaskOutcome>> RunAsync(
        TaskOrchestrationContext context,
        string runId,
        IReadOnlyList<ReadyTask> tasks,
        Action<TaskOutcome>? onEnded = null)
    {
        var running = new Task<TaskOutcome>[tasks.Count];
        for (var i = 0; i < tasks.Count; i++)
        {
            running[i] = RunTaskAsync(context, runId, tasks[i], onEnded);
        }

        // One backstop for all: a timer for each attempt would cost more storage operations than the attempt itself.
        using var answered = new CancellationTokenSource();
        var backstop = context.CreateTimer(context.CurrentUtcDateTime + Backstop(tasks), answered.Token);
        var all = Task.WhenAll(running);
        if (await Task.WhenAny(all, backstop) == all)
        {
            answered.Cancel();
            return await all;
        }

        var outcomes = new TaskOutcome[tasks.Count];
        for (var i = 0; i < tasks.Count; i++)
        {
            outcomes[i] = running[i].IsCompletedSuccessfully ? await running[i] : await AbandonAsync(context, runId, tasks[i].Task.Name);
        }

        return outcomes;
    }

    /// <summary>Twice the longest time that any of the tasks can take with all its attempts and waits.</summary>
    internal static TimeSpan Backstop(IReadOnlyList<ReadyTask> tasks)
    {
        var longest = TimeSpan.Zero;
        foreach (var policy in tasks.Select(ready => ready.Task.Policy))
        {
            var time = policy.Timeout * policy.MaxAttempts;
            for (var attempt = 1; attempt < policy.MaxAttempts; attempt++)
            {
                time += policy.DelayAfter(attempt);
            }

            longest = time > longest ? time : longest;
        }

        return longest * 2;
    }

    private static async Task<TaskOutcome> RunTaskAsync(TaskOrchestrationContext context, string runId, ReadyTask ready, Action<TaskOutcome>? onEnded)
    {
        var outcome = await RunAttemptsAsync(context, runId, ready);
        onEnded?.Invoke(outcome);
        return outcome;
    }

    private static async Task<TaskOutcome> RunAttemptsAsync(TaskOrchestrationContext context, string runId, ReadyTask ready)
    {
        var (task, inputs) = ready;
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt >= task.Policy.MaxAttempts;
            TaskOutcome outcome;
            try
            {
                outcome = await Activity.CallAsync<TaskOutcome>(context, nameof(RunTask), new RunTaskInput(runId, task.Name, attempt, isLast, inputs));
            }
            catch (TaskFailedException exception)
            {
                return TaskOutcome.Failure(task.Name, attempt, LostInfrastructure(exception), isRetryable: false);
            }

            if (outcome.Status != RunStatus.Failed || !outcome.IsRetryable || isLast)
            {
                return outcome;
            }

            await context.CreateTimer(context.CurrentUtcDateTime + task.Policy.DelayAfter(attempt), CancellationToken.None);
        }
    }

    private static async Task<TaskOutcome> AbandonAsync(TaskOrchestrationContext context, string runId, string task)
    {
        const string Reason = "Its activity did not answer within twice its timeouts. The worker that ran it was probably lost.";
        try
        {
            return await Activity.CallAsync<TaskOutcome>(context, nameof(AbandonTask), new AbandonTaskInput(runId, task, Reason));
        }
        catch (TaskFailedException exception)
        {
            return TaskOutcome.Failure(task, 0, LostInfrastructure(exception), isRetryable: false);
        }
    }

    /// <summary>The host's text for an exception is all that is left of it: its type and message are not told apart reliably.</summary>
    internal static TaskError LostInfrastructure(TaskFailedException exception) =>
        new("LostInfrastructure", $"The activity failed {Activity.MaxCalls} times without reporting an outcome. The last time: {exception.FailureDetails.ErrorType}: {exception.FailureDetails.ErrorMessage}");
}
