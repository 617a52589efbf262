using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>Gives up a task whose activity has not answered, if it is lost: a task that still waits for its turn, or has not had its time, is not.</summary>
public sealed class AbandonTask(RunRecords records, RunClosing closing, TimeProvider time)
{
    /// <summary>
    /// Puts a tombstone, unless the task was committed after all: then that outcome is returned. Pending when the task is not lost,
    /// so that nothing was put.
    /// </summary>
    [Function(nameof(AbandonTask))]
    public async Task<TaskOutcome> RunAsync([ActivityTrigger] AbandonTaskInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await records.FindSingleCommitAsync(input.RunId, input.Task, cancellationToken) is { } commit)
        {
            return TaskOutcome.Of(commit);
        }

        if (await new LostAttempts(records, time).FindAsync(input.RunId, [input.Task], input.Timeout, cancellationToken) is not { } lost)
        {
            return TaskOutcome.NotRun(input.Task, RunStatus.Pending);
        }

        var error = new TaskError("Timeout", $"Task '{input.Task}' was given up: its attempt {lost.Attempt} began at {lost.StartedAt:u} and has not answered within twice its timeout of {input.Timeout}. The worker that ran it was probably lost.");
        return TaskOutcome.Of(await closing.GiveUpAsync(input.RunId, new GivenUpTask(input.Task, RunStatus.Failed, input.Attempt, error), cancellationToken));
    }
}
