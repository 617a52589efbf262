using System.Globalization;
using Etl.Cli.Output;
using Etl.Cli.Tests.Support;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Shop;

namespace Etl.Cli.Tests;

/// <summary>Completion, help, the timeline and the doctor.</summary>
public sealed class ShellTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _my_etl_complete my-etl")]
    [InlineData("zsh", "compdef _my_etl_complete my-etl")]
    [InlineData("pwsh", "-CommandName my-etl")]
    public async Task Completion_OfAShell_AsksTheCommandItself(string shell, string expected)
    {
        var script = (await CommandLine.RunAsync(ShopPipelines.Catalog, "completion", shell, "--command", "my-etl")).ShouldExitWith(0).Output;

        Assert.Contains(expected, script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_OfAnUnknownShell_SaysWhichThereAre() =>
        Assert.Contains("bash, zsh, pwsh", (await CommandLine.RunAsync(ShopPipelines.Catalog, "completion", "fish")).ShouldExitWith(2).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Suggestions_KnowPipelinesRunsAndModels()
    {
        using var store = new TempStore();
        var portugal = store.File("portugal.csv", "key;2;1.50\n");
        var run = (await CommandLine.RunAsync(ShopPipelines.Catalog, "run", "sales", "--store", store.Path, "--json", "--model", $"Orders.Portugal.path={portugal}", "--model", $"Orders.Spain.path={portugal}")).ShouldExitWith(0);

        Assert.Contains("sales", await SuggestAsync("run "));
        Assert.Contains("--from-failed", await SuggestAsync($"rerun --store {store.Path} x --"));
        Assert.Contains(run.Json().GetProperty("runId").GetString()!, await SuggestAsync($"show --store {store.Path} "));
        Assert.Contains("Orders.Portugal", await SuggestAsync($"model cat --store {store.Path} "));
        Assert.Contains("sales", await SuggestAsync($"runs --store {store.Path}x --pipeline "));
    }

    [Fact]
    public async Task Help_OfACommand_HasExamplesAndTheListOfCommandsHasNot()
    {
        Assert.Contains("etl rerun hotels-20261120-nightly --from-failed", (await CommandLine.RunAsync(ShopPipelines.Catalog, "rerun", "--help")).ShouldExitWith(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples", (await CommandLine.RunAsync(ShopPipelines.Catalog, "--help")).ShouldExitWith(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_MarksTheTasksThatTheRunWaitedFor()
    {
        var lines = RunTimeline.Lines(Run(Task("A", 0, 1000), Task("B", 0, 4000), Task("C", 4000, 1000, "A", "B"), Task("D", 1000, 500, "A")), 40).ToList();

        Assert.All(lines[1..^1], line => Assert.True(line.Length <= 40, line));
        Assert.Equal(["B", "C"], lines.Where(line => line.Contains('◆', StringComparison.Ordinal)).Select(line => line[..1]));
        Assert.Equal("Critical path, 5.0 s: B (4.0 s) -> C (1.0 s)", lines[^1]);
        Assert.Contains("C ◆|                     ██████| 1.0 s", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_OfARunWithoutTasksThatRan_IsEmpty() =>
        Assert.Empty(RunTimeline.Lines(Run(new TaskDocument("A", "", 1, RunStatus.Pending, 0, 0, 0, null, null)), 80));

    [Fact]
    public async Task Doctor_OfAHealthyStore_FindsNothingWrong()
    {
        using var store = new TempStore();
        Directory.CreateDirectory(store.Path);

        var findings = (await CommandLine.RunAsync(ShopPipelines.Catalog, "doctor", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        Assert.Contains("hub", findings.EnumerateArray().Select(finding => finding.GetProperty("check").GetString()));
        Assert.All(findings.EnumerateArray(), finding => Assert.True(finding.GetProperty("isOk").GetBoolean()));
    }

    [Fact]
    public async Task Doctor_OfAStoreThatCantBeUsedAndFaultyPipelines_SaysBothAndExitsWithOne()
    {
        using var store = new TempStore();
        var file = store.File("file", "");

        var result = (await CommandLine.RunAsync(FaultyPipelines.Catalog, "doctor", "--store", Path.Combine(file, "store"))).ShouldExitWith(1);

        Assert.Contains("etl plan cycle", result.Output, StringComparison.Ordinal);
    }

    private static RunDocument Run(params TaskDocument[] tasks) => new()
    {
        RunId = "r",
        Pipeline = "p",
        Status = RunStatus.Succeeded,
        StartedAt = DateTimeOffset.UnixEpoch,
        Tasks = tasks,
        Models = [],
    };

    private static TaskDocument Task(string name, int startMs, int durationMs, params string[] upstream) => new(name, "", 1, RunStatus.Succeeded, 1, 0, 0, durationMs, null)
    {
        StartedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(startMs),
        Upstream = upstream,
    };

    private static async Task<string[]> SuggestAsync(string text) =>
        (await CommandLine.RunAsync(ShopPipelines.Catalog, string.Create(CultureInfo.InvariantCulture, $"[suggest:{text.Length}]"), text)).ShouldExitWith(0).Output.Split(Environment.NewLine);
}
