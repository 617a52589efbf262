using Etl.Core.Runs;

namespace Etl.Cli.Output.Live;

/// <summary>How far a run is: <c>level 2 of 4  ━━━━──────  3 of 14 tasks  12 s  about 8 s left</c>.</summary>
internal static class ProgressLine
{
    private const string Gap = "  ";
    private const int LeastBar = 8;
    private const int LongestBar = 30;

    /// <summary>On a narrow terminal in short words, and without the bar; what still does not fit is left out from the end.</summary>
    public static LiveLine Of(LiveRun run, int width)
    {
        var (where, count, elapsed) = (Where(run, " of "), $"{Readable.Count(run.Ended)} of {Readable.Count(run.Run.Tasks.Count)} tasks", Readable.Elapsed(run.Elapsed));
        var left = Left(run);
        var needed = where.Length + count.Length + elapsed.Length + left.Length + ((left.Length > 0 ? 3 : 2) * Gap.Length);
        var bar = Math.Min(LongestBar, width - needed - Gap.Length);
        if (needed > width)
        {
            (where, count, left) = (Where(run, "/"), $"{Readable.Count(run.Ended)}/{Readable.Count(run.Run.Tasks.Count)}", left.Replace("about ", "", StringComparison.Ordinal));
        }

        var line = new LiveLine(width);
        line.Add(where, run.Run.Status == RunStatus.Paused ? Styles.Held : run.HasFailures ? Styles.Failed : Styles.Running);
        if (bar >= LeastBar)
        {
            AddBar(line.Add(Gap), run, bar);
        }

        _ = line.TryAdd(Gap, count) && line.TryAdd(Gap, elapsed) && left.Length > 0 && line.TryAdd(Gap, left, Styles.Aside);
        return line;
    }

    private static string Where(LiveRun run, string of) => run switch
    {
        { Run.Status: RunStatus.Paused } => "paused",
        { Run.Status: RunStatus.Pending } => "starting",
        { Level: { } level } => $"level {Readable.Count(level)}{of}{Readable.Count(run.Levels)}",
        _ => run.HasFailures ? "finishing" : "publishing",
    };

    private static string Left(LiveRun run) => run.Left is not { } left || run.Run.Status == RunStatus.Paused
        ? ""
        : $"{(run.Run.Tasks.Any(task => task.Status == RunStatus.Reused) ? "at most" : "about")} {Readable.Age(left)} left";

    private static void AddBar(LiveLine line, LiveRun run, int width)
    {
        var full = run.Run.Tasks.Count == 0 ? 0 : (int)((long)width * run.Ended / run.Run.Tasks.Count);
        line.Add(new string(run.Marks.Full, full), run.HasFailures ? Styles.Failed : Styles.Done);
        line.Add(new string(run.Marks.Rest, width - full), Styles.Aside);
    }
}
