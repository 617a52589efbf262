using Etl.Core.Runs;
using Spectre.Console;

namespace Etl.Cli.Output.Live;

/// <summary>What there is so far: <c>2 running · 1 failed · 41,234 rows · 12,345 rows/s</c>. What does not fit is left out from the end.</summary>
internal static class CountLine
{
    private static readonly RunStatus[] Shown = [RunStatus.Running, RunStatus.Failed, RunStatus.Skipped, RunStatus.Cancelled, RunStatus.Reused];

    public static LiveLine Of(LiveRun run, int width)
    {
        var line = new LiveLine(width);
        _ = Pieces(run).All(piece => line.TryAdd(run.Marks.Between, piece.Text, piece.Style));
        return line;
    }

    private static IEnumerable<(string Text, Style? Style)> Pieces(LiveRun run)
    {
        var counts = run.Run.Tasks.CountBy(task => task.Status).ToDictionary();
        foreach (var status in Shown.Where(counts.ContainsKey))
        {
            yield return ($"{Readable.Count(counts[status])} {status.ToString().ToLowerInvariant()}", Styles.Of(status));
        }

        if (RowRates.RowsOf(run.Run) is > 0 and var rows)
        {
            yield return ($"{Readable.Count(rows)} rows", null);
        }

        if (run.Rates.OfRun is { } rate)
        {
            yield return ($"{Readable.Count((long)rate)} rows/s", null);
        }
    }
}
