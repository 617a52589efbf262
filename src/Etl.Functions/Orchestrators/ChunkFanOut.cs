using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Runs the tasks of a wide level in sub-orchestrations: no history becomes too long, and no replay too slow.</summary>
internal sealed class ChunkFanOut
{
    private readonly TaskOrchestrationContext _context;
    private readonly List<(ReadyTask[] Tasks, string InstanceId)> _chunks;
    private readonly Task<IReadOnlyList<TaskOutcome>>[] _children;
    private readonly Action<IReadOnlyList<TaskOutcome>> _onEnded;

    /// <summary>Starts all chunks.</summary>
    /// <param name="context">Of the run's orchestration.</param>
    /// <param name="chunks">Their inputs; the instance ids are the children's.</param>
    /// <param name="onEnded">Called as each chunk ends, in the order of the history.</param>
    public ChunkFanOut(TaskOrchestrationContext context, IEnumerable<(ChunkInput Input, string InstanceId)> chunks, Action<IReadOnlyList<TaskOutcome>> onEnded)
    {
        _context = context;
        _onEnded = onEnded;
        _chunks = [];
        var children = new List<Task<IReadOnlyList<TaskOutcome>>>();
        foreach (var (input, instanceId) in chunks)
        {
            _chunks.Add(([.. input.Tasks], instanceId));
            children.Add(RunAsync(input, instanceId));
        }

        _children = [.. children];
    }

    /// <summary>The outcome of each task, in the given order.</summary>
    /// <param name="cancel">Passed on to the children, which take the grace period themselves.</param>
    /// <param name="cancelGrace">That period; a child that has not answered after twice that time is left to itself.</param>
    public async Task<IReadOnlyList<TaskOutcome>> EndAsync(Task cancel, TimeSpan cancelGrace)
    {
        var all = Task.WhenAll(_children);
        if (await Task.WhenAny(all, cancel) == cancel)
        {
            for (var i = 0; i < _children.Length; i++)
            {
                if (!_children[i].IsCompleted)
                {
                    _context.SendEvent(_chunks[i].InstanceId, RunEvents.Cancel, "");
                }
            }

            await DurableWait.FirstWithinAsync(_context, cancelGrace * 2, all);
        }

        var outcomes = new List<TaskOutcome>();
        for (var i = 0; i < _children.Length; i++)
        {
            outcomes.AddRange(_children[i].IsCompleted ? await _children[i] : _chunks[i].Tasks.Select(task => TaskOutcome.NotRun(task.Task.Name, RunStatus.Cancelled)));
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<TaskOutcome>> RunAsync(ChunkInput input, string instanceId)
    {
        IReadOnlyList<TaskOutcome> outcomes;
        try
        {
            outcomes = await _context.CallSubOrchestratorAsync<IReadOnlyList<TaskOutcome>>(nameof(ChunkOrchestrator), input, new SubOrchestrationOptions(instanceId: instanceId));
        }
        catch (TaskFailedException exception)
        {
            // The records know which of its tasks were committed; FinishRun asks them.
            var error = new TaskError("LostInfrastructure", $"Sub-orchestration '{instanceId}' failed: {exception.FailureDetails}");
            outcomes = [.. input.Tasks.Select(task => TaskOutcome.Failure(task.Task.Name, 1, error, isRetryable: false))];
        }

        _onEnded(outcomes);
        return outcomes;
    }
}
