using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>Gives up the tasks of a pack whose activity has not answered, if it is lost.</summary>
public sealed class AbandonPack(RunRecords records, RunClosing closing, TimeProvider time)
{
    /// <summary>
    /// Puts a tombstone for all of them, unless the pack was committed after all: then its outcomes are returned, in the order of the input, as the pack itself answers. Its activity may be late and
    /// not lost, so a task that its record left open goes on. Empty when the pack is not lost, so that nothing was put.
    /// </summary>
    [Function(nameof(AbandonPack))]
    public async Task<IReadOnlyList<TaskOutcome>> RunAsync([ActivityTrigger] AbandonPackInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await records.FindPackCommitAsync(input.RunId, input.Pack, cancellationToken) is { } commit)
        {
            return TaskOutcome.Of(commit, input.Tasks);
        }

        if (await new LostAttempts(records, time).FindAsync(input.RunId, input.Tasks, input.Timeout, cancellationToken) is not { } lost)
        {
            return [];
        }

        var error = new TaskError("Timeout", $"The activity that runs task '{lost.Task}' and {input.Tasks.Count - 1} others began at {lost.StartedAt:u} and has not answered within twice the longest of their timeouts, {input.Timeout}. The worker that ran it was probably lost.");
        return TaskOutcome.Of(await closing.GiveUpAsync(input.RunId, input.Pack, [.. input.Tasks.Select(task => new GivenUpTask(task, RunStatus.Failed, 1, error))], cancellationToken), input.Tasks);
    }
}
