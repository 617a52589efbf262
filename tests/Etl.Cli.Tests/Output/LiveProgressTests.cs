using Etl.Cli.Output;
using Etl.Cli.Output.Live;
using Etl.Cli.Running;
using Etl.Testing;
using Etl.Tests.Shared;
using Spectre.Console;
using static Etl.Cli.Tests.Output.Runs;

namespace Etl.Cli.Tests.Output;

/// <summary>The view on an emulated terminal, at a clock of the test.</summary>
public sealed class LiveProgressTests
{
    private readonly FakeTimeProvider _time = new(Start);

    [Theory]
    [InlineData(40, 12)]
    [InlineData(80, 24)]
    [InlineData(200, 50)]
    [InlineData(40, 3)]
    public async Task View_IsDrawnInItsPlaceAndLeavesNothingBehind(int width, int height)
    {
        var screen = new Screen(width, height);
        await using var writer = new StringWriter();
        await using (var view = View(writer, width, height))
        {
            await writer.WriteAsync("before\n");
            for (var second = 0; second < 30; second++)
            {
                view.Show(Of([.. Enumerable.Range(0, 30).Select(i => i < second ? Ended($"LoadRawBookings.{i}", 1, i, 1, i) : i < second + 5 ? AtWork($"LoadRawBookings.{i}", 1, second) : Pending($"LoadRawBookings.{i}", 1))]));
                Pass(screen, writer);
            }

            Assert.Contains("29 of 30 tasks", screen.ToString().Replace("29/30", "29 of 30 tasks", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.InRange(screen.Rows.Count, 1, height);
        }

        screen.Write(Take(writer));
        Assert.Equal(("before", 0), (screen.ToString(), screen.BrokenLines));
    }

    [Fact]
    public async Task Time_PassesWithoutNewsOfTheRun()
    {
        var screen = new Screen(80, 24);
        await using var writer = new StringWriter();
        await using var view = View(writer, 80, 24);
        view.Show(Of(AtWork("A", 1, 0)));
        Pass(screen, writer);
        Assert.Contains("▸ A  1.0 s", screen.Rows[^1], StringComparison.Ordinal);

        Pass(screen, writer);

        Assert.Contains("▸ A  2.0 s", screen.Rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_ThatHaveNotChanged_AreNotWrittenAgain()
    {
        var screen = new Screen(80, 24);
        await using var writer = new StringWriter();
        await using var view = View(writer, 80, 24);
        view.Show(Of(Ended("Earlier", 1, 0, 1), AtWork("Later", 1, 0)));
        screen.Write(Take(writer));

        _time.Advance(TimeSpan.FromSeconds(1));
        var written = Take(writer);
        screen.Write(written);

        Assert.DoesNotContain("Earlier", written, StringComparison.Ordinal);
        Assert.Equal(["✓ Earlier  1.0 s", "▸ Later    1.0 s"], screen.Rows.TakeLast(2));
    }

    [Fact]
    public async Task TimeLeft_IsShownWhenEarlierRunsAreKnown()
    {
        var screen = new Screen(80, 24);
        await using var writer = new StringWriter();
        var earlier = new TaskCompletionSource<TimeLeft?>();
        await using var view = View(writer, 80, 24, earlier.Task);
        view.Show(Of(AtWork("A", 1, 0)));
        Pass(screen, writer);
        Assert.DoesNotContain("left", screen.ToString(), StringComparison.Ordinal);

        earlier.SetResult(TimeLeft.From([Of(Ended("A", 1, 0, seconds: 100 * 3600))]));
        while (!screen.ToString().Contains("left", StringComparison.Ordinal))
        {
            // It is taken over on another thread.
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            Pass(screen, writer, TimeSpan.FromMilliseconds(200));
        }

        Assert.Matches("about (4 days|[0-9]+ h) left", screen.Rows[0]);
    }

    [Fact]
    public async Task TerminalThatBecameNarrower_KeepsNothingOfTheWiderLines()
    {
        // As a terminal breaks the lines anew that it has.
        await using var writer = new StringWriter();
        var console = Console(writer, 60, 24);
        var region = new LiveRegion(console);
        region.Draw(RunView.Lines(Live(), 60, 24));
        var screen = new Screen(30, 24);
        screen.Write(Take(writer));
        var broken = screen.BrokenLines;

        console.Profile.Width = 30;
        region.Draw(RunView.Lines(Live(), 30, 24));
        screen.Write(Take(writer));

        Assert.True(broken > 0);
        Assert.Equal(broken, screen.BrokenLines);
        Assert.Equal(RunView.Lines(Live(), 30, 24).Select(line => line.ToString()), screen.Rows);
        region.Clear();
        screen.Write(Take(writer));
        Assert.Empty(screen.Rows);
    }

    private static LiveRun Live() =>
        new(Of(Ended("LoadRawBookings.Resort", 1, 0, 1, 400_000), AtWork("LoadRawBookings.City", 2, 1, 500_000)), new RowRates(), TimeSpan.FromSeconds(30), Start.AddSeconds(3), LiveMarks.Unicode);

    private static IAnsiConsole Console(StringWriter writer, int width, int height)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.TrueColor, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Profile.Height = height;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static string Take(StringWriter writer)
    {
        var text = writer.ToString();
        writer.GetStringBuilder().Clear();
        return text;
    }

    private LiveProgress View(StringWriter writer, int width, int height, Task<TimeLeft?>? timeLeft = null) =>
        new(Console(writer, width, height), (_, _) => timeLeft ?? Task.FromResult<TimeLeft?>(null), _time);

    private void Pass(Screen screen, StringWriter writer, TimeSpan? by = null)
    {
        _time.Advance(by ?? TimeSpan.FromSeconds(1));
        screen.Write(Take(writer));
    }
}
