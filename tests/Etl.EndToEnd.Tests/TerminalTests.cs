using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests;

/// <summary><c>etl run</c> on a terminal. The start of the run is always drawn, however fast it is.</summary>
public sealed class TerminalTests
{
    private static readonly Dictionary<string, string> NoMore = [];

    [Theory]
    [InlineData(40, 12)]
    [InlineData(80, 24)]
    [InlineData(200, 50)]
    public async Task Run_OnATerminal_IsShownLiveAndLeavesItsReport(int columns, int rows)
    {
        using var folder = new TempFolder();
        await using var process = TerminalProcess.Start(columns, rows, NoMore, "run", "hotels.resort", "--store", folder.Store);

        var (screen, exitCode) = await process.EndAsync();

        var shown = string.Concat(screen.Rows);
        Assert.True(exitCode == 0, screen.ToString());
        Assert.Contains("L1 ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("L1 ", shown, StringComparison.Ordinal);
        Assert.Contains("6 tasks in 4 levels", shown, StringComparison.Ordinal);
        Assert.Contains("Succeeded in", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("CI", "true")]
    [InlineData("TERM", "dumb")]
    public async Task Run_OnATerminalThatIsNotToBeDrawnOn_PrintsPlainLines(string name, string value)
    {
        using var folder = new TempFolder();
        await using var process = TerminalProcess.Start(80, 24, new Dictionary<string, string> { [name] = value }, "run", "hotels.resort", "--store", folder.Store);

        var (screen, exitCode) = await process.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains(screen.Rows, row => row.StartsWith("Succeeded LoadRawBookings.Resort  20,000 rows", StringComparison.Ordinal));
        Assert.DoesNotContain("\u001b[K", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CtrlC_OnATerminal_TakesTheViewAwayAndSaysHowToGoOn()
    {
        using var folder = new TempFolder();
        await using var process = TerminalProcess.Start(120, 24, NoMore, "run", "hotels.resort", "--store", folder.Store, "--model", "RawBookings.Resort.syntheticRows=50000000");
        await process.WaitForAsync("▸");

        await process.TypeAsync("\u0003");
        var (screen, exitCode) = await process.EndAsync();

        Assert.Equal(130, exitCode);
        Assert.Contains("Go on with: etl resume hotels.resort-", screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("▸", screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting for", screen.ToString(), StringComparison.Ordinal);
    }
}
