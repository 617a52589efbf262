using System.Globalization;
using Etl.Cli.Output.Tables;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Cli.Output;

/// <summary>A backfill for people: each of its dates, and the next command.</summary>
internal static class BackfillReport
{
    public static async Task WriteAsync(CliOutput output, BackfillDocument backfill)
    {
        if (output.IsQuiet)
        {
            return;
        }

        var hasErrors = backfill.Runs.Any(run => run.Error is not null);
        var table = new FittedTable().Add("Date").Add("Status").Add("Run", leftOut: 1);
        if (hasErrors)
        {
            table.Add("Error", Room.Words);
        }

        foreach (var run in backfill.Runs)
        {
            TableCell[] cells = [run.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), RunTable.Status(run.Status), run.RunId];
            table.AddRow(hasErrors ? [.. cells, run.Error] : cells);
        }

        output.WriteTable(table);
        await output.Out.WriteLineAsync(Summary(backfill));
        if (Next(backfill) is { } next)
        {
            await output.Out.WriteLineAsync(next);
        }
    }

    /// <summary>Where it stands, on one line.</summary>
    public static string Summary(BackfillDocument backfill)
    {
        var counts = new (int Count, string What)[] { (backfill.Failed, "failed"), (backfill.Cancelled, "cancelled"), (backfill.Running, "running"), (backfill.Pending, "pending") };
        var others = string.Concat(counts.Where(count => count.Count > 0).Select(count => $", {Readable.Count(count.Count)} {count.What}"));
        return $"Backfill {backfill.Id} of {backfill.Pipeline}, {backfill.From:yyyy-MM-dd} to {backfill.To:yyyy-MM-dd}: {backfill.Status}. {Readable.Count(backfill.Succeeded)} of {Readable.Count(backfill.Runs.Count)} runs succeeded{others}.";
    }

    private static string? Next(BackfillDocument backfill) => backfill.Status switch
    {
        RunStatus.Interrupted => $"Its process ended before the backfill did. Go on with: etl backfills resume {backfill.Id}",
        RunStatus.Failed => "See why with 'etl show RUN', and repeat what failed with: etl rerun RUN --from-failed",
        RunStatus.Pending or RunStatus.Running => $"Look again with: etl backfills show {backfill.Id}",
        _ => null,
    };
}
