using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>Gives up a task whose activity has not answered, if it is lost: a task that still waits for its turn, or has not had its time, is not.</summary>
public sealed class AbandonTask(RunRecords records, RunClosing closing, TimeProvider time)
{
    /// <summary>
    /// Puts a tombstone, unless the task was committed after all: then that outcome is returned. Running or Pending when the task is not lost,
    /// so that nothing was put.
    /// </summary>
    [Function(nameof(AbandonTask))]
    public async Task<TaskOutcome> RunAsync([ActivityTrigger] AbandonTaskInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await records.FindCommitAsync(input.RunId, input.Task, cancellationToken) is { } commit)
        {
            return TaskOutcome.Of(commit);
        }

        // An attempt that nobody has taken up is not lost: the platform delivers it at least once, when a worker is free.
        if (await FindNoteAsync(input, cancellationToken) is not { Status: RunStatus.Running } note)
        {
            return TaskOutcome.NotRun(input.Task, RunStatus.Pending);
        }

        if (time.GetUtcNow() - note.StartedAt < input.Timeout * 2)
        {
            return TaskOutcome.NotRun(input.Task, RunStatus.Running);
        }

        var error = new TaskError("Timeout", $"Task '{input.Task}' was given up: its attempt {note.Attempt} began at {note.StartedAt:u} and has not answered within twice its timeout of {input.Timeout}. The worker that ran it was probably lost.");
        return TaskOutcome.Of(await closing.GiveUpAsync(input.RunId, new GivenUpTask(input.Task, RunStatus.Failed, input.Attempt, error), cancellationToken));
    }

    private async Task<Core.Registry.TaskNote?> FindNoteAsync(AbandonTaskInput input, CancellationToken cancellationToken)
    {
        await foreach (var note in records.ListTaskNotesAsync(input.RunId, cancellationToken))
        {
            if (note.Task == input.Task)
            {
                return note;
            }
        }

        return null;
    }
}
