using Etl.Cli.Output.Tables;
using Spectre.Console;
using static Etl.Cli.Tests.Output.Runs;

namespace Etl.Cli.Tests.Output;

/// <summary>Tables on narrow and wide terminals.</summary>
public sealed class FittedTableTests
{
    private const string RunId = "hotels-20261121T070000Z-4fk2qa";

    [Fact]
    public void WideTerminal_ShowsEverything() =>
        Assert.Equal(
            """
              Run                              Pipeline   Date         Status      Duration
            ─────────────────────────────────────────────────────────────────────────────────
              hotels-20261121T070000Z-4fk2qa   hotels     2026-11-20   Succeeded      1.2 s
            """,
            Text(Runs(), 100));

    [Fact]
    public void NarrowTerminal_LeavesOutWhatMattersLeastAndKeepsIdsWhole()
    {
        Assert.Equal(
            """
              Run                              Date         Status      Duration
            ──────────────────────────────────────────────────────────────────────
              hotels-20261121T070000Z-4fk2qa   2026-11-20   Succeeded      1.2 s
            """,
            Text(Runs(), 80));
        Assert.Equal(
            """
              Run                              Status
            ──────────────────────────────────────────────
              hotels-20261121T070000Z-4fk2qa   Succeeded
            """,
            Text(Runs(), 50));
        Assert.Equal(["Pipeline", "Date", "Duration"], Runs().Fit(50).LeftOut);
        Assert.Empty(Runs().Fit(100).LeftOut);
    }

    [Fact]
    public void Names_AreCutInTheirMiddleAndSentencesBrokenBetweenWords()
    {
        var table = new FittedTable().Add("Task", Room.Middle).Add("Description", Room.Words);
        table.AddRow("ComputeMonthlyKpis.Resort", "Adds the bookings of the chain up by month");

        Assert.Equal(
            """
              Task                     Description
            ────────────────────────────────────────
              ComputeMont…pis.Resort   Adds the
                                       bookings of
                                       the chain
                                       up by month
            """,
            Text(table, 40));
    }

    [Fact]
    public void Texts_FromOutside_AreOneLineWithoutCommandsForTheTerminal()
    {
        var table = new FittedTable().Add("Error");
        table.AddRow("no\nway [red]out[/]\u001b[2J");

        Assert.Contains("no way [red]out[/] [2J", Text(table, 80), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void Runs_OfLongNamesAndBigNumbers_AreNoWiderThanTheTerminal(int width)
    {
        var run = Of([.. Enumerable.Range(0, 20).Select(i => Ended($"{new string('T', i * 5)}.{i}", i * 1000, i, 1_000_000, 123_456_789_012))]);

        var table = RunTable.Of(run, run.Tasks);

        Assert.All(Text(table, width).Split('\n'), line => Assert.InRange(line.GetCellWidth(), 0, width));
        Assert.DoesNotContain("\n                ", Text(table, width), StringComparison.Ordinal);
    }

    private static FittedTable Runs()
    {
        var table = new FittedTable().Add("Run").Add("Pipeline", leftOut: 1).Add("Date", leftOut: 3).Add("Status").Add("Duration", leftOut: 4, isNumber: true);
        table.AddRow(RunId, "hotels", "2026-11-20", "Succeeded", "1.2 s");
        return table;
    }

    private static string Text(FittedTable table, int width)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table.Fit(width).Table);
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }
}
