using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Runs tasks that do not depend on each other at the same time, each with its attempts, and gives up what is lost or does not stop.</summary>
internal sealed class TaskFanOut
{
    /// <summary>Sooner it would mostly ask about tasks that wait for their turn.</summary>
    private static readonly TimeSpan MinBackstop = TimeSpan.FromMinutes(1);

    /// <summary>A timer that fires this late tells that the host was down.</summary>
    private static readonly TimeSpan Downtime = TimeSpan.FromMinutes(1);

    private readonly TaskOrchestrationContext _context;
    private readonly string _runId;
    private readonly Action<TaskOutcome>? _onEnded;
    private readonly List<OpenTask> _tasks;

    private TaskFanOut(TaskOrchestrationContext context, string runId, IEnumerable<ReadyTask> tasks, Action<TaskOutcome>? onEnded)
    {
        _context = context;
        _runId = runId;
        _onEnded = onEnded;
        _tasks = [.. tasks.Select(task => new OpenTask(task))];
    }

    /// <summary>The outcome of each task, in the given order. Does not throw for anything that a task does.</summary>
    /// <param name="context">Of the orchestration.</param>
    /// <param name="runId">The run, also in a child of it.</param>
    /// <param name="tasks">With the exact versions that they read.</param>
    /// <param name="cancel">Completes when the run is cancelled: no attempt is begun after that.</param>
    /// <param name="cancelGrace">How long attempts that run may go on after that. What was committed all the same is in the records.</param>
    /// <param name="onEnded">Called as each task ends, in the order of the history.</param>
    public static Task<IReadOnlyList<TaskOutcome>> RunAsync(
        TaskOrchestrationContext context,
        string runId,
        IReadOnlyList<ReadyTask> tasks,
        Task cancel,
        TimeSpan cancelGrace,
        Action<TaskOutcome>? onEnded = null) =>
        new TaskFanOut(context, runId, tasks, onEnded).RunAsync(cancel, cancelGrace);

    /// <summary>Twice the longest time that any of the tasks can take with all its attempts and waits.</summary>
    internal static TimeSpan Backstop(IEnumerable<ReadyTask> tasks)
    {
        var longest = MinBackstop / 2;
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

    /// <summary>The host's text for an exception is all that is left of it: its type and message are not told apart reliably.</summary>
    internal static TaskError LostInfrastructure(TaskFailedException exception) =>
        new("LostInfrastructure", $"Activity '{exception.TaskName}' failed {Activity.MaxCalls} times without reporting an outcome. The last time: {exception.FailureDetails}");

    private async Task<IReadOnlyList<TaskOutcome>> RunAsync(Task cancel, TimeSpan cancelGrace)
    {
        using var stop = new CancellationTokenSource();
        foreach (var task in _tasks)
        {
            _ = RunTaskAsync(task, stop.Token);
        }

        // One backstop for all: a timer for each attempt would cost more storage operations than the attempt itself.
        // After a time in which the host was down they all get it again: nobody could answer, and every attempt begins anew.
        var all = Task.WhenAll(_tasks.Select(task => task.Outcome));
        for (var patience = Backstop(_tasks.Select(task => task.Ready)); !all.IsCompleted; patience *= 2)
        {
            var due = _context.CurrentUtcDateTime + patience;
            var first = await DurableWait.FirstWithinAsync(_context, patience, all, cancel);
            if (first == 1)
            {
                stop.Cancel();
                await CancelAsync(all, cancelGrace);
            }
            else if (first < 0 && _context.CurrentUtcDateTime - due < Downtime)
            {
                await Task.WhenAll(_tasks.Where(task => !task.Outcome.IsCompleted).Select(AbandonIfLostAsync));
            }
        }

        // An attempt that was given up may answer yet: it is not to be tried again.
        stop.Cancel();
        return await all;
    }

    private async Task CancelAsync(Task all, TimeSpan grace)
    {
        if (await DurableWait.FirstWithinAsync(_context, grace, all) < 0)
        {
            foreach (var task in _tasks)
            {
                End(task, Cancelled(task));
            }
        }
    }

    private async Task RunTaskAsync(OpenTask task, CancellationToken stopped)
    {
        try
        {
            End(task, await RunAttemptsAsync(task, stopped));
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            End(task, Cancelled(task));
        }
        catch (TaskFailedException exception)
        {
            End(task, TaskOutcome.Failure(task.Name, task.Attempt, LostInfrastructure(exception), isRetryable: false));
        }
#pragma warning disable CA1031 // nobody awaits this: without it the orchestration would wait for ever
        catch (Exception exception)
#pragma warning restore CA1031
        {
            task.Fail(exception);
        }
    }

    private async Task<TaskOutcome> RunAttemptsAsync(OpenTask open, CancellationToken stopped)
    {
        var ready = open.Ready;
        var task = ready.Task;
        while (true)
        {
            open.Attempt++;
            var isLast = open.Attempt >= task.Policy.MaxAttempts;
            var outcome = await Activity.CallAsync<TaskOutcome>(_context, nameof(RunTask), new RunTaskInput(_runId, task.Name, open.Attempt, isLast, ready.Inputs) { Previous = ready.Previous }, stopped);
            if (outcome.Status != RunStatus.Failed || !outcome.IsRetryable || isLast)
            {
                return outcome;
            }

            stopped.ThrowIfCancellationRequested();
            await _context.CreateTimer(_context.CurrentUtcDateTime + task.Policy.DelayAfter(open.Attempt), stopped);
        }
    }

    private async Task AbandonIfLostAsync(OpenTask task)
    {
        try
        {
            var input = new AbandonTaskInput(_runId, task.Name, task.Attempt, task.Ready.Task.Policy.Timeout);
            var outcome = await Activity.CallAsync<TaskOutcome>(_context, nameof(AbandonTask), input);
            if (outcome.Status.HasEnded())
            {
                End(task, outcome);
            }
        }
        catch (TaskFailedException exception)
        {
            End(task, TaskOutcome.Failure(task.Name, task.Attempt, LostInfrastructure(exception), isRetryable: false));
        }
    }

    private void End(OpenTask task, TaskOutcome outcome)
    {
        if (!task.Outcome.IsCompleted)
        {
            // First, because the end of the last task may go on with the next level at once.
            _onEnded?.Invoke(outcome);
            task.End(outcome);
        }
    }

    private static TaskOutcome Cancelled(OpenTask task) => new(task.Name, RunStatus.Cancelled, task.Attempt, false, null, []);
}
