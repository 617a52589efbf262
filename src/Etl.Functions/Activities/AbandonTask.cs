using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>Gives up a task whose activity never answered.</summary>
public sealed class AbandonTask(RunClosing closing)
{
    /// <summary>Puts a tombstone, unless the task was committed after all: then that outcome is returned.</summary>
    [Function(nameof(AbandonTask))]
    public async Task<TaskOutcome> RunAsync([ActivityTrigger] AbandonTaskInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var error = new TaskError("Timeout", $"Task '{input.Task}' was given up. {input.Reason}");
        return TaskOutcome.Of(await closing.GiveUpAsync(input.RunId, new GivenUpTask(input.Task, RunStatus.Failed, Attempt: 1, error), cancellationToken));
    }
}
