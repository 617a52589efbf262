using Etl.Core.Runs;
using Etl.Functions.Activities;

namespace Etl.Functions.Orchestrators;

/// <summary>Counts a run's tasks as they end, for its custom status.</summary>
internal sealed class RunTally(int levels, int tasks)
{
    private readonly LinkedList<string> _running = [];
    private readonly Dictionary<string, LinkedListNode<string>> _runningByName = new(StringComparer.Ordinal);
    private int _level;
    private int _succeeded;
    private int _failed;
    private int _skipped;

    public bool HasFailures => _failed > 0;

    public RunProgress Progress => new(_level, levels, tasks, _succeeded, _failed, _skipped, [.. _running.Take(RunProgress.MaxNames)]);

    public void Begin(string task, int level)
    {
        _level = Math.Max(_level, level);
        _runningByName[task] = _running.AddLast(task);
    }

    public void Count(TaskOutcome outcome)
    {
        if (_runningByName.Remove(outcome.Task, out var node))
        {
            _running.Remove(node);
        }

        if (outcome.Status.IsSuccess())
        {
            _succeeded++;
        }
        else if (outcome.Status == RunStatus.Failed)
        {
            _failed++;
        }
        else
        {
            _skipped++;
        }
    }
}
