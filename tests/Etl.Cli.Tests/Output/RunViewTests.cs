using System.Globalization;
using Etl.Cli.Output.Live;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Spectre.Console;
using static Etl.Cli.Tests.Output.Runs;

namespace Etl.Cli.Tests.Output;

/// <summary>What a terminal shows of a run that goes on, at a clock of the test.</summary>
public sealed class RunViewTests
{
    private static readonly RunDocument Typical = Of(
        Ended("LoadRawBookings.Resort", 1, 0.5, 4.5, 400_000),
        Ended("LoadRawBookings.City", 1, 0.5, 5.7, 600_000),
        AtWork("CleanBookings.Resort", 2, 6.5, 44_365),
        Failed("CleanBookings.City", 2, 6.5, "row 17 of bookings.csv is bad"),
        Pending("ComputeMonthlyKpis.Resort", 3),
        Pending("WriteChainReport.Resort", 4));

    [Fact]
    public void View_At80Columns_HasLevelsCountsFailuresAndTasks() =>
        Assert.Equal(
            """
            level 2 of 4  ━━━━━━━━━━━━━─────────────  3 of 6 tasks  12.5 s  about 20 s left
            L1 2/2 · L2 1/2 · L3 0/1 · L4 0/1
            1 running · 1 failed · 1,044,365 rows
            ✗ CleanBookings.City  row 17 of bookings.csv is bad
            ✓ LoadRawBookings.Resort  4.5 s  400,000 rows
            ✓ LoadRawBookings.City    5.7 s  600,000 rows
            ▸ CleanBookings.Resort    6.0 s   44,365 rows
            """,
            Text(Typical, 80, 24, seconds: 12.5, left: 20));

    [Fact]
    public void View_At40Columns_IsShorterAndCutsNamesInTheirMiddle() =>
        Assert.Equal(
            """
            level 2/4  3/6  12.5 s  20 s left
            L1 2/2 · L2 1/2 · L3 0/1 · L4 0/1
            1 running · 1 failed · 1,044,365 rows
            ✗ CleanBookings.City
              row 17 of bookings.csv is bad
            ✓ LoadRawB….Resort  4.5 s  400,000 rows
            ✓ LoadRawB…gs.City  5.7 s  600,000 rows
            ▸ CleanBoo….Resort  6.0 s   44,365 rows
            """,
            Text(Typical, 40, 24, seconds: 12.5, left: 20));

    [Fact]
    public void View_At200Columns_IsNoWiderThanWhatItHasToSay() =>
        Assert.Equal(
            """
            level 2 of 4  ━━━━━━━━━━━━━━━───────────────  3 of 6 tasks  12.5 s
            L1 2/2 · L2 1/2 · L3 0/1 · L4 0/1
            1 running · 1 failed · 1,044,365 rows
            ✗ CleanBookings.City  row 17 of bookings.csv is bad
            ✓ LoadRawBookings.Resort  4.5 s  400,000 rows
            ✓ LoadRawBookings.City    5.7 s  600,000 rows
            ▸ CleanBookings.Resort    6.0 s   44,365 rows
            """,
            Text(Typical, 200, 50, seconds: 12.5));

    [Fact]
    public void View_WithoutOtherSigns_IsInAscii() =>
        Assert.Equal(
            """
            level 2 of 2  ###############---------------  1 of 2 tasks  2.0 s
            L1 1/1, L2 0/1
            + A  1.0 s
            """,
            string.Join('\n', RunView.Lines(new LiveRun(Of(Ended("A", 1, 0, 1), Pending("B", 2, "A")), new RowRates(), null, Start.AddSeconds(2), LiveMarks.Ascii), 100, 24)));

    [Fact]
    public void RatesAndAttempts_AreThereWhenTheyAreKnown()
    {
        var rates = new RowRates();
        rates.Observe(Of(AtWork("Load", 1, 0)), Start);
        rates.Observe(Of(AtWork("Load", 1, 0, rows: 6_000, attempt: 2)), Start.AddSeconds(3));
        var run = Of(AtWork("Load", 1, 0, rows: 16_000, attempt: 2));
        rates.Observe(run, Start.AddSeconds(8));
        rates.Observe(run, Start.AddSeconds(10));

        // The task's is that between the last two times when more rows were known; the run's is the average since it was watched.
        Assert.Equal(
            """
            level 1 of 1  ──────────────────────────────  0 of 1 tasks  10.0 s
            1 running · 16,000 rows · 1,600 rows/s
            ▸ Load (attempt 2)  10.0 s  16,000 rows  2,000/s
            """,
            Text(run, 100, 24, seconds: 10, rates: rates));
    }

    [Fact]
    public void TimeLeft_OfARunThatTakesOverOutputs_IsAnUpperBound()
    {
        var reused = Ended("A", 1, 0, 0.01) with { Status = RunStatus.Reused };

        Assert.Contains("at most 90 s left", Text(Of(reused, Pending("B", 2, "A")), 100, 24, seconds: 1, left: 90), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunStatus.Paused, "paused")]
    [InlineData(RunStatus.Pending, "starting")]
    public void Run_ThatStartsNothing_SaysSo(RunStatus status, string expected) =>
        Assert.StartsWith($"{expected}  ", Text(Of(Pending("A", 1)) with { Status = status }, 80, 24, seconds: 1), StringComparison.Ordinal);

    [Fact]
    public void Run_OfWhichAllTasksHaveEnded_IsPublishingOrFinishing()
    {
        Assert.StartsWith("publishing  ", Text(Of(Ended("A", 1, 0, 1)), 80, 24, seconds: 1), StringComparison.Ordinal);
        Assert.StartsWith("finishing  ", Text(Of(Failed("A", 1, 0, "no")), 80, 24, seconds: 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_AreOneLineWithoutCommandsForTheTerminal()
    {
        var text = Text(Of(Failed("A", 1, 0, "first\r\n\u001b[2Jsecond\tthird\u0007")), 80, 24, seconds: 1);

        Assert.Contains("✗ A  first [2Jsecond third", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void WideCharacters_TakeTwoColumns()
    {
        var lines = Lines(Of(Failed("A", 1, 0, new string('数', 100))), 40, 24, seconds: 1);

        Assert.All(lines, line => Assert.InRange(line.ToString().GetCellWidth(), 1, 39));
        Assert.Contains(lines, line => line.ToString().Contains("数…", StringComparison.Ordinal));
    }

    [Fact]
    public void FewRows_AreForWhatMattersMost()
    {
        Assert.Equal("level 2 of 4", Text(Typical, 80, 1, seconds: 1)[..12]);
        Assert.Single(Lines(Typical, 80, 2, seconds: 1));
        var four = Lines(Of([.. Enumerable.Range(0, 50).Select(i => AtWork($"T{i}", 1, i))]), 80, 4, seconds: 60);
        Assert.Equal("  50 more running", four[^1].ToString());
    }

    [Fact]
    public void ManyRunningTasks_AreThoseThatRunLongestAndACount()
    {
        var lines = Lines(Of([.. Enumerable.Range(0, 300).Select(i => AtWork(string.Create(CultureInfo.InvariantCulture, $"T{i}"), 1, 300 - i))]), 80, 24, seconds: 300).Select(line => line.ToString()).ToList();

        Assert.Equal("▸ T299  0:04:59", lines[2]);
        Assert.Equal("  281 more running", lines[^1]);
        Assert.Equal(22, lines.Count);
    }

    [Fact]
    public void ManyFailures_LeaveRoomForWhatRuns()
    {
        var lines = Lines(Of([.. Enumerable.Range(0, 100).Select(i => Failed($"F{i}", 1, i, "no")), .. Enumerable.Range(0, 100).Select(i => AtWork($"R{i}", 1, i))]), 80, 24, seconds: 200).Select(line => line.ToString()).ToList();

        Assert.Equal("✗ F99  no", lines[2]);
        Assert.Contains("  95 more failed", lines);
        Assert.Contains("  87 more running", lines);
    }

    [Fact]
    public void ManyLevels_AreThoseAroundTheOneThatIsWorkedOn()
    {
        var tasks = Enumerable.Range(1, 1000).Select(level => level < 500 ? Ended($"T{level}", level, level, 1) : level == 500 ? AtWork("T500", 500, 500) : Pending($"T{level}", level));

        var lines = Lines(Of([.. tasks]), 80, 24, seconds: 501);

        Assert.StartsWith("level 500 of 1,000  ", lines[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("… L500 0/1 · L501 0/1 · L502 0/1 · L503 0/1 · L504 0/1 · L505 0/1 · …", lines[1].ToString());
    }

    /// <summary>Whatever a run is like, and however the terminal is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void View_IsNeverWiderOrTallerThanTheTerminal(int width)
    {
        var random = new Random(20261122);
        foreach (var height in new[] { 1, 2, 3, 4, 5, 6, 8, 12, 24, 50 })
        {
            for (var i = 0; i < 20; i++)
            {
                var run = Random(random);
                var rates = new RowRates();
                rates.Observe(Of(), Start);
                rates.Observe(run, Start.AddSeconds(100));
                var lines = RunView.Lines(new LiveRun(run, rates, TimeSpan.FromSeconds(random.Next(100_000)), Start.AddSeconds(random.Next(1_000_000)), LiveMarks.Unicode), width, height);

                Assert.InRange(lines.Count, 1, Math.Max(1, height - 1));
                Assert.All(lines, line => Assert.InRange(line.ToString().GetCellWidth(), 0, Math.Max(1, width - 1)));
                Assert.All(lines, line => Assert.Equal(line.ToString().GetCellWidth(), line.Width));
            }
        }
    }

    private static RunDocument Random(Random random)
    {
        var levels = random.Next(1, 2000);
        return Of([.. Enumerable.Range(0, random.Next(0, 3000)).Select(i =>
        {
            var name = $"{new string((char)('A' + random.Next(26)), random.Next(1, 60))}.{i}";
            var level = random.Next(1, levels + 1);
            return random.Next(5) switch
            {
                0 => Pending(name, level),
                1 => AtWork(name, level, random.Next(1000), random.NextInt64(10_000_000_000), random.Next(1, 4)),
                2 => Ended(name, level, random.Next(1000), random.Next(100_000), random.Next(1_000_000)),
                3 => Failed(name, level, random.Next(1000), new string(random.Next(2) == 0 ? '数' : 'x', random.Next(300))),
                _ => Pending(name, level) with { Status = RunStatus.Skipped },
            };
        })]);
    }

    private static string Text(RunDocument run, int width, int height, double seconds, double? left = null, RowRates? rates = null) =>
        string.Join('\n', Lines(run, width, height, seconds, left, rates));

    private static IReadOnlyList<LiveLine> Lines(RunDocument run, int width, int height, double seconds, double? left = null, RowRates? rates = null) =>
        RunView.Lines(new LiveRun(run, rates ?? new RowRates(), left is { } known ? TimeSpan.FromSeconds(known) : null, Start.AddSeconds(seconds), LiveMarks.Unicode), width, height);
}
