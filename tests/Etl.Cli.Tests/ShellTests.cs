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
        Assert.Contains("Paused", await SuggestAsync("runs --status "));
        var backfill = (await CommandLine.RunAsync(ShopPipelines.Catalog, "backfill", "sales", "--from", "2026-11-01", "--to", "2026-11-01", "--store", store.Path, "--json", "--model", $"Orders.Portugal.path={portugal}", "--model", $"Orders.Spain.path={portugal}")).ShouldExitWith(0);
        Assert.Contains(backfill.Json().GetProperty("id").GetString()!, await SuggestAsync($"backfills show --store {store.Path} "));
        Assert.Contains("sales", await SuggestAsync($"runs --store {store.Path}x --pipeline "));
    }

    [Fact]
    public async Task Help_OfACommand_HasExamplesAndTheListOfCommandsHasNot()
    {
        Assert.Contains("etl rerun hotels-20261120-nightly --from-failed", (await CommandLine.RunAsync(ShopPipelines.Catalog, "rerun", "--help")).ShouldExitWith(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples", (await CommandLine.RunAsync(ShopPipelines.Catalog, "--help")).ShouldExitWith(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfEveryCommand_HasExamplesThatParse()
    {
        var commands = new List<string[]>();
        await CollectAsync([]);
        Assert.InRange(commands.Count, 25, 100);
        foreach (var command in commands)
        {
            var help = (await CommandLine.RunAsync(ShopPipelines.Catalog, [.. command, "--help"])).ShouldExitWith(0).Output;
            var examples = help.Split('\n').SkipWhile(line => line.Trim() != "Examples:").Skip(1).TakeWhile(line => line.Trim().Length > 0).Select(line => line.Trim()).ToList();
            Assert.True(examples.Count > 0, $"etl {string.Join(' ', command)} has no examples.");
            Assert.All(examples, example => Assert.Contains($"etl {string.Join(' ', command)}", example, StringComparison.Ordinal));
            foreach (var example in examples.Where(example => example.StartsWith("etl ", StringComparison.Ordinal) && !example.Contains('|', StringComparison.Ordinal)))
            {
                // With --help behind it nothing is done, but what is wrong with the rest is told.
                (await CommandLine.RunAsync(ShopPipelines.Catalog, [.. example.Split(" > ")[0].Split(' ')[1..], "--help"])).ShouldExitWith(0);
            }
        }

        async Task CollectAsync(string[] path)
        {
            var help = (await CommandLine.RunAsync(ShopPipelines.Catalog, [.. path, "--help"])).ShouldExitWith(0).Output.Split('\n');
            foreach (var line in help.SkipWhile(line => line.Trim() != "Commands:").Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.Trim().Length > 0))
            {
                string[] command = [.. path, line.Trim().Split(' ')[0]];
                commands.Add(command);
                await CollectAsync(command);
            }
        }
    }

    [Theory]
    [InlineData("etl run needs <pipeline>: Name of the pipeline; 'etl pipelines' lists them.", "run")]
    [InlineData("etl model needs a command: show, cat, lineage.", "model")]
    [InlineData("etl needs a command. See etl --help.", "--quiet")]
    [InlineData("--limit takes a whole number, not 'many'.", "runs", "--limit", "many")]
    [InlineData("--status needs a value (STATUS,...).", "runs", "--status")]
    [InlineData("--status needs a value (STATUS,...), and '--json' is an option.", "runs", "--status", "--json")]
    [InlineData("--limit is given 2 times, and can be given once.", "runs", "--limit", "1", "--limit", "2")]
    [InlineData("--name '' can't be the name of a backfill", "backfill", "sales", "--from", "2026-11-01", "--to", "2026-11-02", "--name", "")]
    [InlineData("--name 'ümläut' can't be the name of a backfill", "backfill", "sales", "--from", "2026-11-01", "--to", "2026-11-02", "--name", "ümläut")]
    [InlineData("--from is needed (YYYY-MM-DD).", "backfill", "sales", "--to", "2026-11-20")]
    [InlineData("etl run does not know '--dte'. Did you mean '--date'?", "run", "sales", "--dte", "2026-11-20")]
    [InlineData("etl show does not know 'other'. See etl show --help.", "show", "run", "other")]
    [InlineData("there are 3 problems:", "backfill", "sales", "--limit", "3")]
    public async Task CommandLine_ThatIsWrong_IsToldInWords(string expected, params string[] args)
    {
        var result = (await CommandLine.RunAsync(ShopPipelines.Catalog, args)).ShouldExitWith(2);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
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
        // How full the disk is here is nobody's fault.
        Assert.All(findings.EnumerateArray().Where(finding => finding.GetProperty("check").GetString() != "disk"), finding => Assert.True(finding.GetProperty("isOk").GetBoolean(), finding.ToString()));
    }

    [Fact]
    public async Task Doctor_OfAHubThatIsDamaged_SaysWhatToDo_AndLeavesIt()
    {
        using var store = new TempStore();
        (await CommandLine.RunAsync(NumbersPipeline.Catalog, "run", "numbers", "--store", store.Path)).ShouldExitWith(0);
        var hub = Path.Combine(store.Path, "hub.db");
        File.WriteAllText(hub, new string('x', 10_000));

        var findings = (await CommandLine.RunAsync(NumbersPipeline.Catalog, "doctor", "--store", store.Path, "--json")).ShouldExitWith(1).Json();

        var wrong = Assert.Single(findings.EnumerateArray(), finding => finding.GetProperty("check").GetString() == "hub");
        Assert.Contains("is damaged or is not an SQLite database", wrong.GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Contains("etl resume RUN", wrong.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.Equal(new string('x', 10_000), File.ReadAllText(hub));
    }

    [Fact]
    public async Task Doctor_OfAStoreThatCantBeUsedAndFaultyPipelines_SaysBothAndExitsWithOne()
    {
        using var store = new TempStore();
        var file = store.File("file", "");

        var result = (await CommandLine.RunAsync(FaultyPipelines.Catalog, "doctor", "--store", Path.Combine(file, "store"), "--json")).ShouldExitWith(1);

        var wrong = result.Json().EnumerateArray().Where(finding => !finding.GetProperty("isOk").GetBoolean()).ToList();
        Assert.Contains(wrong, finding => finding.GetProperty("check").GetString() == "store" && finding.GetProperty("found").GetString()!.Contains(file, StringComparison.Ordinal));
        Assert.Contains(wrong, finding => finding.GetProperty("advice").GetString()!.Contains("etl plan cycle", StringComparison.Ordinal));
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
