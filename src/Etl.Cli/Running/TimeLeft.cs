using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Running;

/// <summary>How long a run will still take, reckoned from what its tasks took in earlier runs of the pipeline. Immutable.</summary>
internal sealed class TimeLeft
{
    /// <summary>A run is over before anybody has read less than this.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, double> _durations;
    private readonly double _parallelism;

    private TimeLeft(Dictionary<string, double> durations, double parallelism)
    {
        _durations = durations;
        _parallelism = parallelism;
    }

    /// <summary>From runs that succeeded; null when none of their tasks was run.</summary>
    /// <param name="earlier">Newest first: of each task the newest duration counts.</param>
    public static TimeLeft? From(IReadOnlyList<RunDocument> earlier)
    {
        var durations = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var task in earlier.SelectMany(Ran))
        {
            durations.TryAdd(task.Name, task.DurationMs!.Value);
        }

        return durations.Count == 0 ? null : new TimeLeft(durations, Parallelism(Ran(earlier.First(run => Ran(run).Any()))));
    }

    /// <summary>
    /// The longer one of two: the work that is left, at as many tasks at a time as there were on average, and the longest chain of tasks that wait for each other.
    /// Null when a task that is left did not run in the earlier runs, or next to nothing is left. Linear in tasks and edges.
    /// </summary>
    public TimeSpan? Of(RunDocument run, DateTimeOffset now)
    {
        var ends = new Dictionary<string, double>(StringComparer.Ordinal);
        var blocked = new HashSet<string>(StringComparer.Ordinal);
        var (work, longest) = (0.0, 0.0);
        foreach (var task in run.Tasks)
        {
            var upstream = task.Upstream ?? [];
            if (task.Status.HasEnded() ? !task.Status.IsSuccess() : upstream.Any(blocked.Contains))
            {
                blocked.Add(task.Name);
            }
            else if (!task.Status.HasEnded())
            {
                if (!_durations.TryGetValue(task.Name, out var duration))
                {
                    return null;
                }

                var rest = Math.Max(0, task.StartedAt is { } startedAt ? duration - (now - startedAt).TotalMilliseconds : duration);
                work += rest;
                ends[task.Name] = rest + upstream.Select(name => ends.GetValueOrDefault(name)).DefaultIfEmpty().Max();
                longest = Math.Max(longest, ends[task.Name]);
            }
        }

        var left = TimeSpan.FromMilliseconds(Math.Max(work / _parallelism, longest));
        return left < Least ? null : left;
    }

    private static IEnumerable<TaskDocument> Ran(RunDocument run) => run.Tasks.Where(task => task is { Status: RunStatus.Succeeded, DurationMs: not null });

    /// <summary>How many tasks ran at a time, while any did: a run that was interrupted or paused meanwhile counts only when it was worked on.</summary>
    private static double Parallelism(IEnumerable<TaskDocument> tasks)
    {
        var (work, busy) = (0.0, 0.0);
        var until = DateTimeOffset.MinValue;
        foreach (var task in tasks.Where(task => task.StartedAt is not null).OrderBy(task => task.StartedAt))
        {
            var end = task.StartedAt!.Value.AddMilliseconds(task.DurationMs!.Value);
            var from = task.StartedAt.Value > until ? task.StartedAt.Value : until;
            work += task.DurationMs.Value;
            busy += Math.Max(0, (end - from).TotalMilliseconds);
            until = end > until ? end : until;
        }

        return busy > 0 ? work / busy : 1;
    }
}
