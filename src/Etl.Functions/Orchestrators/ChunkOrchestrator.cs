using Etl.Functions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Runs a part of a level that is too wide for one orchestration. A child of a run, never a run itself. It listens to <see cref="RunEvents.Cancel"/>.</summary>
public static class ChunkOrchestrator
{
    /// <summary>The instance id of a child: it names its run, so that children can be told from runs.</summary>
    public static string InstanceId(string runId, int epoch, int level, int chunk) => $"{runId}:{epoch}:{level}:{chunk}";

    /// <summary>The outcome of each task, in the given order.</summary>
    [Function(nameof(ChunkOrchestrator))]
    public static async Task<IReadOnlyList<TaskOutcome>> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<ChunkInput>() ?? throw new InvalidOperationException("A chunk was started without its tasks.");
        using var stopListening = new CancellationTokenSource();
        var cancel = context.WaitForExternalEvent<string>(RunEvents.Cancel, stopListening.Token);
        var outcomes = new Dictionary<string, TaskOutcome>(StringComparer.Ordinal);
        var turns = new Turns(input.Parallelism, input.Pools, input.AsksInLine ? DurableWait.In(context) : null);
        var runner = new TaskRunner(context, input.RunId, turns, input.Tasks.Select(task => task.Task.Policy), outcome => outcomes[outcome.Task] = outcome);
        runner.Start(input.Tasks);
        await runner.EndAsync(cancel, input.CancelGrace);
        stopListening.Cancel();
        return [.. input.Tasks.Select(task => outcomes[task.Task.Name])];
    }
}
