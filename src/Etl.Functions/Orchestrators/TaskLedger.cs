using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;

namespace Etl.Functions.Orchestrators;

/// <summary>How the tasks of a run have ended, and with which inputs others can begin. Dictionaries are looked up in, never iterated.</summary>
internal sealed class TaskLedger(RunSnapshot snapshot, int levels)
{
    private readonly Dictionary<string, TaskDescriptor> _tasks = snapshot.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failedModels = new(StringComparer.Ordinal);
    private readonly RunInputs _inputs = new(snapshot);
    private readonly List<TaskOutcome> _notSucceeded = [];
    private readonly RunTally _tally = new(levels, snapshot.Tasks.Count);

    /// <summary>In the order in which they ended.</summary>
    public IReadOnlyList<TaskOutcome> NotSucceeded => _notSucceeded;

    public bool WasCancelled { get; private set; }

    /// <summary>The run is to start nothing more.</summary>
    public bool HasStopped => WasCancelled || (_tally.HasFailures && snapshot.OnFailure == FailureMode.Stop);

    public RunProgress Progress => _tally.Progress;

    public void Pin(PinInputsResult pins) => _inputs.Pin(pins);

    /// <summary>The task with its inputs; null when what it needs was not made. All tasks that it depends on have ended.</summary>
    public ReadyTask? Ready(TaskDescriptor task) => task.Requires.Any(_failedModels.Contains) ? null : _inputs.Of(task);

    public void Begin(ReadyTask task, int level) => _tally.Begin(task.Task.Name, level);

    /// <summary>Only the first outcome of a task counts.</summary>
    public void Settle(TaskOutcome outcome)
    {
        if (!_settled.Add(outcome.Task))
        {
            return;
        }

        _tally.Count(outcome);

        if (outcome.Status.IsSuccess())
        {
            _inputs.Add(outcome.Outputs);
            return;
        }

        WasCancelled |= outcome.Status == RunStatus.Cancelled;
        _failedModels.UnionWith(_tasks[outcome.Task].Provides);
        _notSucceeded.Add(outcome);
    }

    /// <summary>What has no outcome is not run.</summary>
    public void SettleRest(RunStatus status)
    {
        foreach (var task in snapshot.Tasks.Where(task => !_settled.Contains(task.Name)))
        {
            Settle(TaskOutcome.NotRun(task.Name, status));
        }
    }
}
