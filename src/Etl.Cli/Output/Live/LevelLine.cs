using Etl.Core.Runs;

namespace Etl.Cli.Output.Live;

/// <summary>How far each level is: <c>L1 2/2 · L2 1/2 · L3 0/7</c>. Of many levels those around the one that is worked on.</summary>
internal static class LevelLine
{
    private const string More = "…";

    public static LiveLine Of(LiveRun run, int width)
    {
        var levels = run.Run.Tasks.GroupBy(task => task.Level).OrderBy(level => level.Key).Select(tasks => (
            Level: tasks.Key,
            Text: $"L{Readable.Count(tasks.Key)} {Readable.Count(tasks.Count(task => task.Status.HasEnded()))}/{Readable.Count(tasks.Count())}",
            HasEnded: tasks.All(task => task.Status.HasEnded()),
            HasFailures: tasks.Any(task => task.Status == RunStatus.Failed),
            IsRunning: tasks.Any(task => task.Status == RunStatus.Running))).ToList();
        var separator = run.Marks.Between;
        var current = levels.FindIndex(level => level.Level == (run.Level ?? run.Levels));
        var fitsFromStart = levels.Take(current + 1).Sum(level => level.Text.Length + separator.Length) + More.Length <= width;
        var line = new LiveLine(width);
        var first = fitsFromStart ? 0 : current;
        if (first > 0)
        {
            line.Add(More, Styles.Aside);
        }

        for (var i = first; i < levels.Count; i++)
        {
            var style = levels[i] switch { { HasFailures: true } => Styles.Failed, { HasEnded: true } => Styles.Done, { IsRunning: true } => Styles.Running, _ => Styles.Aside };
            var isLast = i == levels.Count - 1;
            var place = line.Width + separator.Length + levels[i].Text.Length + (isLast ? 0 : separator.Length + More.Length);
            if (place > width && i > first)
            {
                line.TryAdd(separator, More, Styles.Aside);
                break;
            }

            line.TryAdd(line.Width == More.Length && first > 0 ? " " : separator, levels[i].Text, style);
        }

        return line;
    }
}
