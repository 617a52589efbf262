using System.Globalization;
using Etl.Core.Registry;

namespace Etl.Cli.Output;

/// <summary>When the tasks of a run were under way, a line for each, and the chain of tasks that decided how long the run took.</summary>
internal static class RunTimeline
{
    private const int MaxTasks = 60;
    private const int MaxNameWidth = 32;
    private const int MaxBarWidth = 60;
    private const int OtherColumns = 12;

    /// <summary>Nothing when no task was run. Tasks that took a share of the critical path are marked with ◆; of many tasks the longest are shown.</summary>
    /// <param name="run">The run.</param>
    /// <param name="width">Of the terminal, in columns.</param>
    public static IEnumerable<string> Lines(RunDocument run, int width)
    {
        var ran = run.Tasks.Where(task => task is { StartedAt: not null, DurationMs: not null }).ToList();
        if (ran.Count == 0)
        {
            yield break;
        }

        var path = CriticalPath(ran);
        var onPath = path.Select(task => task.Name).ToHashSet(StringComparer.Ordinal);
        var shown = ran.Count <= MaxTasks ? ran : [.. ran.OrderByDescending(task => onPath.Contains(task.Name)).ThenByDescending(task => task.DurationMs).Take(MaxTasks).OrderBy(task => task.StartedAt)];
        var nameWidth = Math.Min(Math.Min(MaxNameWidth, Math.Max(8, width / 3)), shown.Max(task => task.Name.Length));
        var barWidth = Math.Clamp(width - nameWidth - OtherColumns, 8, MaxBarWidth);
        var start = ran.Min(task => task.StartedAt!.Value);
        var total = Math.Max(1, (ran.Max(End) - start).TotalMilliseconds);
        yield return $"Timeline, {Readable.Duration((long)total)} from the first start to the last end:";
        foreach (var task in shown.OrderBy(task => task.StartedAt))
        {
            var from = (int)((task.StartedAt!.Value - start).TotalMilliseconds / total * barWidth);
            from = Math.Min(from, barWidth - 1);
            var length = Math.Clamp((int)Math.Ceiling(task.DurationMs!.Value / total * barWidth), 1, barWidth - from);
            var bar = new string(' ', from) + new string(onPath.Contains(task.Name) ? '█' : '▒', length) + new string(' ', barWidth - from - length);
            yield return $"{TextFit.Middle(task.Name, nameWidth).PadRight(nameWidth)} {(onPath.Contains(task.Name) ? '◆' : ' ')}|{bar}| {Readable.Duration(task.DurationMs)}".TrimEnd();
        }

        if (shown.Count < ran.Count)
        {
            yield return $"{Readable.Count(ran.Count - shown.Count)} shorter tasks are left out.";
        }

        yield return $"Critical path, {Readable.Duration(path.Sum(task => task.DurationMs!.Value))}: {string.Join(" -> ", path.Select(task => string.Create(CultureInfo.InvariantCulture, $"{task.Name} ({Readable.Duration(task.DurationMs)})")))}";
    }

    /// <summary>From the task that ended last back over the input that was ready last.</summary>
    private static List<TaskDocument> CriticalPath(List<TaskDocument> ran)
    {
        var byName = ran.ToDictionary(task => task.Name, StringComparer.Ordinal);
        var path = new List<TaskDocument>();
        for (var task = ran.MaxBy(End); task is not null; task = (task.Upstream ?? []).Select(name => byName.GetValueOrDefault(name)).OfType<TaskDocument>().MaxBy(End))
        {
            path.Add(task);
        }

        path.Reverse();
        return path;
    }

    private static DateTimeOffset End(TaskDocument task) => task.StartedAt!.Value.AddMilliseconds(task.DurationMs!.Value);
}
