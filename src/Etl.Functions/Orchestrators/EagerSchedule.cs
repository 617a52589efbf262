using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>
/// Starts each task when the tasks that it depends on have ended. Where the run's parallelism makes tasks wait, those go first that most levels of other tasks wait for
/// (the longest path to an end first, as in Hu's algorithm for scheduling), then in run order. O(V log V + E) for a whole run, and for each replay of it.
/// </summary>
internal sealed class EagerSchedule : ISchedule
{
    private readonly RunSnapshot _snapshot;
    private readonly TaskLedger _ledger;
    private readonly Action _reportProgress;
    private readonly DependencyGraph _graph;
    private readonly IReadOnlyList<int> _levels;
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);
    private readonly int[] _waitsFor;
    private readonly int[] _heights;
    private readonly TaskRunner _runner;

    public EagerSchedule(TaskOrchestrationContext context, RunSnapshot snapshot, TaskLedger ledger, Action reportProgress)
    {
        _snapshot = snapshot;
        _ledger = ledger;
        _reportProgress = reportProgress;
        _graph = snapshot.Graph();
        _graph.TopologicalOrder(out var levels);
        _levels = levels;
        _heights = _graph.Heights();
        _waitsFor = new int[snapshot.Tasks.Count];
        for (var task = 0; task < snapshot.Tasks.Count; task++)
        {
            _indexOf.Add(snapshot.Tasks[task].Name, task);
            _waitsFor[task] = _graph.UpstreamCount(task);
        }

        var turns = new Turns(snapshot.Parallelism, snapshot.Pools, snapshot.AsksInLine ? DurableWait.In(context) : null);
        _runner = new TaskRunner(context, snapshot.RunId, turns, snapshot.Tasks.Select(task => task.Policy), OnEnded);
    }

    public async Task RunAsync(Task cancel, int epoch)
    {
        for (var task = 0; task < _waitsFor.Length && !cancel.IsCompleted; task++)
        {
            if (_graph.UpstreamCount(task) == 0)
            {
                Start(_ledger.Ready(_snapshot.Tasks[task])!, task);
            }
        }

        _reportProgress();
        await _runner.EndAsync(cancel, _snapshot.CancelGrace);
        _ledger.SettleRest(_ledger.WasCancelled || cancel.IsCompleted ? RunStatus.Cancelled : RunStatus.Skipped);
    }

    private void OnEnded(TaskOutcome outcome)
    {
        _ledger.Settle(outcome);
        if (_ledger.HasStopped)
        {
            _runner.BeginNoMore();
        }
        else
        {
            StartAfter(_indexOf[outcome.Task]);
        }

        _reportProgress();
    }

    /// <summary>What is skipped ends at once, so this may go far; it is no recursion.</summary>
    private void StartAfter(int task)
    {
        var ended = new Queue<int>([task]);
        while (ended.TryDequeue(out var upstream))
        {
            foreach (var next in _graph.Downstream(upstream))
            {
                if (--_waitsFor[next] > 0)
                {
                    continue;
                }

                if (_ledger.Ready(_snapshot.Tasks[next]) is { } ready)
                {
                    Start(ready, next);
                }
                else
                {
                    _ledger.Settle(TaskOutcome.NotRun(_snapshot.Tasks[next].Name, RunStatus.Skipped));
                    ended.Enqueue(next);
                }
            }
        }
    }

    private void Start(ReadyTask ready, int task)
    {
        _ledger.Begin(ready, _levels[task]);
        _runner.Start(ready, _heights[task]);
    }
}
