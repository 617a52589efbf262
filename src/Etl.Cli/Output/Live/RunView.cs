namespace Etl.Cli.Output.Live;

/// <summary>What a terminal shows of a run that goes on: how far it is, its levels, its counts, and the tasks that matter now. Pure.</summary>
internal static class RunView
{
    private const int MaxTaskLines = 20;

    /// <summary>Lines that are no wider than the terminal, and not more than it has rows.</summary>
    /// <param name="run">The run at this moment.</param>
    /// <param name="width">Of the terminal, in columns. Its last one is not used: some terminals begin a new line after it.</param>
    /// <param name="height">Of the terminal, in rows. One of them is left to what stood there before.</param>
    public static IReadOnlyList<LiveLine> Lines(LiveRun run, int width, int height)
    {
        var columns = Math.Max(1, width - 1);
        var rows = Math.Max(1, height - 1);
        var lines = new List<LiveLine> { ProgressLine.Of(run, columns) };
        if (rows >= 4 && run.Levels > 1)
        {
            lines.Add(LevelLine.Of(run, columns));
        }

        if (rows >= 3 && CountLine.Of(run, columns) is { Width: > 0 } counts)
        {
            lines.Add(counts);
        }

        lines.AddRange(TaskLines.Of(run, columns, Math.Min(MaxTaskLines, rows - lines.Count)));
        return lines;
    }
}
