using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Runs the tasks of a wide level in sub-orchestrations: no history becomes too long, and no replay too slow.</summary>
/// <param name="context">Of the run's orchestration.</param>
/// <param name="snapshot">Of the run. Its parallelism is shared out: each child has a fixed part, and no more children run than there are parts, or than it says.</param>
/// <param name="epoch">Of the run.</param>
/// <param name="level">1 for the first.</param>
/// <param name="onEnded">Called as each child ends, in the order of the history.</param>
internal sealed class ChunkFanOut(TaskOrchestrationContext context, RunSnapshot snapshot, int epoch, int level, Action<IReadOnlyList<TaskOutcome>> onEnded)
{
    private readonly List<Chunk> _chunks = [];
    private RunStatus _refusedAs = RunStatus.Skipped;
    private Turns? _turns;
    private int _atATime;

    /// <summary>The outcomes of the tasks of children that have not ended.</summary>
    /// <param name="tasks">Of the level.</param>
    /// <param name="cancel">Passed on to the children, which take the grace period themselves; one that has not answered after twice that time is left to itself.</param>
    public async Task<IReadOnlyList<TaskOutcome>> RunAsync(IReadOnlyList<ReadyTask> tasks, Task cancel)
    {
        var units = ReadyUnits.Of(tasks);
        var parts = units.Chunk(snapshot.MaxFanOut).Select(part => part.SelectMany(unit => unit).ToList()).ToList();
        _atATime = Math.Min(Math.Min(parts.Count, snapshot.ChunksAtATime ?? parts.Count), snapshot.Parallelism / units.Max(unit => unit.Count) ?? parts.Count);
        var turns = _turns = new Turns(_atATime);
        for (var i = 0; i < parts.Count; i++)
        {
            var chunk = new Chunk(parts[i], ChunkOrchestrator.InstanceId(snapshot.RunId, epoch, level, i));
            _chunks.Add(chunk);
            chunk.NotEnded = RunInTurnAsync(chunk, turns);
        }

        var all = Task.WhenAll(_chunks.Select(chunk => chunk.NotEnded));
        if (await Task.WhenAny(all, cancel) == cancel)
        {
            await CancelAsync(all, turns);
        }

        var outcomes = new List<TaskOutcome>();
        foreach (var chunk in _chunks)
        {
            outcomes.AddRange(chunk.NotEnded.IsCompleted ? await chunk.NotEnded : NotRun(chunk, RunStatus.Cancelled));
        }

        return outcomes;
    }

    /// <summary>Children that have not begun are not.</summary>
    public void BeginNoMore() => _turns?.CloseToNew();

    private async Task CancelAsync(Task all, Turns turns)
    {
        _refusedAs = RunStatus.Cancelled;
        turns.Close();
        foreach (var chunk in _chunks.Where(chunk => !chunk.NotEnded.IsCompleted))
        {
            context.SendEvent(chunk.InstanceId, RunEvents.Cancel, "");
        }

        await DurableWait.FirstWithinAsync(context, snapshot.CancelGrace * 2, all);
    }

    private async Task<IReadOnlyList<TaskOutcome>> RunInTurnAsync(Chunk chunk, Turns turns)
    {
        try
        {
            await turns.EnterAsync(chunk.Turn);
        }
        catch (OperationCanceledException)
        {
            return NotRun(chunk, _refusedAs);
        }

        onEnded(await RunAsync(chunk));
        chunk.Tasks = [];
        turns.Leave(chunk.Turn);
        return [];
    }

    private async Task<IReadOnlyList<TaskOutcome>> RunAsync(Chunk chunk)
    {
        try
        {
            var input = new ChunkInput(snapshot.RunId, chunk.Tasks, snapshot.CancelGrace) { Parallelism = snapshot.Parallelism / _atATime, Pools = Share(_atATime), AsksInLine = snapshot is { AsksInLine: true, Pools: not null } };
            return await context.CallSubOrchestratorAsync<IReadOnlyList<TaskOutcome>>(nameof(ChunkOrchestrator), input, new SubOrchestrationOptions(instanceId: chunk.InstanceId));
        }
        catch (TaskFailedException exception)
        {
            // The records know which of its tasks were committed; FinishRun asks them.
            var error = new TaskError("LostInfrastructure", $"Sub-orchestration '{chunk.InstanceId}' failed: {exception.FailureDetails}");
            return [.. chunk.Tasks.Select(task => TaskOutcome.Failure(task.Task.Name, 1, error, isRetryable: false))];
        }
    }

    /// <summary>At least one slot each: what is too much is refused by the store.</summary>
    private SortedDictionary<string, int>? Share(int children) => snapshot.Pools is null
        ? null
        : new SortedDictionary<string, int>(snapshot.Pools.ToDictionary(pool => pool.Key, pool => Math.Max(1, pool.Value / children), StringComparer.Ordinal), StringComparer.Ordinal);

    private static IReadOnlyList<TaskOutcome> NotRun(Chunk chunk, RunStatus status) => [.. chunk.Tasks.Select(task => TaskOutcome.NotRun(task.Task.Name, status))];

    private sealed class Chunk(IReadOnlyList<ReadyTask> tasks, string instanceId)
    {
        /// <summary>None when it has ended.</summary>
        public IReadOnlyList<ReadyTask> Tasks { get; set; } = tasks;

        public string InstanceId => instanceId;

        public Turn Turn { get; } = new([], 0);

        /// <summary>Completes with the child: the outcomes of its tasks that were not told.</summary>
        public Task<IReadOnlyList<TaskOutcome>> NotEnded { get; set; } = null!;
    }
}
