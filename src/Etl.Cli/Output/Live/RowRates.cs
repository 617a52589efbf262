using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output.Live;

/// <summary>Rows per second, reckoned from one look at a run to the next. What a running task has written is known only now and then, so its rate is that between the last two times.</summary>
internal sealed class RowRates
{
    private readonly Dictionary<string, Seen> _tasks = new(StringComparer.Ordinal);
    private (long Rows, DateTimeOffset At)? _first;
    private (long Rows, DateTimeOffset At) _last;

    /// <summary>Rows of the run for each second since it was first looked at; null as long as that is not known.</summary>
    public double? OfRun => _first is { } first && (_last.At - first.At).TotalSeconds is >= 1 and var seconds && _last.Rows > first.Rows ? (_last.Rows - first.Rows) / seconds : null;

    /// <summary>What the tasks of a run have written themselves.</summary>
    public static long RowsOf(RunDocument run) => run.Tasks.Sum(task => task.Status == RunStatus.Reused ? 0 : task.Rows);

    /// <summary>Of a running task; null as long as it is not known.</summary>
    public double? Of(TaskDocument task) => _tasks.TryGetValue(task.Name, out var seen) && seen.Attempt == task.Attempts ? seen.PerSecond : null;

    /// <summary>Takes note of a run as it is now.</summary>
    public void Observe(RunDocument run, DateTimeOffset now)
    {
        _last = (RowsOf(run), now);
        _first ??= _last;
        foreach (var task in run.Tasks)
        {
            if (task is not { Status: RunStatus.Running, StartedAt: { } startedAt })
            {
                _tasks.Remove(task.Name);
                continue;
            }

            var before = _tasks.TryGetValue(task.Name, out var seen) && seen.Attempt == task.Attempts ? seen : new Seen(task.Attempts, 0, startedAt, null);
            if (task.Rows > before.Rows && (now - before.At).TotalSeconds is > 0 and var seconds)
            {
                before = new Seen(task.Attempts, task.Rows, now, (task.Rows - before.Rows) / seconds);
            }

            _tasks[task.Name] = before;
        }
    }

    private sealed record Seen(int Attempt, long Rows, DateTimeOffset At, double? PerSecond);
}
