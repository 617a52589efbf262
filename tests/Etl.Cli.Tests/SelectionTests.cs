using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests;

/// <summary><c>--select</c>, <c>--exclude</c> and <c>--show-config</c>.</summary>
public sealed class SelectionTests
{
    private static readonly PipelineCatalog Catalog = new(new Pipeline("sales",
    [
        new TaskGroup("raw", [Task("A"), Task("B")]) { Tags = ["nightly"] },
        Task("C", "A", "B"),
        Task("D", "C"),
    ]));

    [Fact]
    public async Task Run_OfASelection_ReadsTheRestFromWhatIsPublished()
    {
        using var store = new TempStore();
        (await RunAsync(store, "--select", "tag:nightly")).ShouldExitWith(0);

        var run = (await RunAsync(store, "--select", "C", "--select", "D", "--exclude", "D")).ShouldExitWith(0).Json();

        Assert.Equal(["C"], run.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("name").GetString()));
        Assert.Equal([12], (await CommandLine.RunAsync(Catalog, "model", "cat", "Item.C", "--store", store.Path, "--json")).ShouldExitWith(0).Json().EnumerateArray().Select(row => row.GetInt32()));
    }

    [Fact]
    public async Task Run_WhoseInputsAreNotPublished_ListsThemAndExitsWith2()
    {
        using var store = new TempStore();

        var result = (await RunAsync(store, "--select", "C+")).ShouldExitWith(2);

        var problems = result.Json().GetProperty("error").GetProperty("problems").EnumerateArray().ToList();
        Assert.Equal(["missing-input", "missing-input"], problems.Select(problem => problem.GetProperty("code").GetString()));
        Assert.Contains("Model 'Item.A' is read by 'C'", result.Error, StringComparison.Ordinal);
        Assert.Contains("etl run sales --select +B", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLine.RunAsync(Catalog, "runs", "--store", store.Path, "--json")).Json().GetArrayLength());
    }

    [Fact]
    public async Task Run_OfAnUnknownTask_NamesTheNearestAndWritesNothing()
    {
        using var store = new TempStore();

        var result = (await RunAsync(store, "--select", "raw", "--exclude", "groupe:raw")).ShouldExitWith(2);

        Assert.Contains("Did you mean 'group:raw'?", result.Error, StringComparison.Ordinal);
        Assert.Contains("'groupe:' is not a selector; there are group:, model:, tag:. Did you mean 'group:'?", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(store.Path));
    }

    [Theory]
    [InlineData("table", "Item.A (published), Item.B (published)")]
    [InlineData("mermaid", "m1[(\"Item.A\")]")]
    [InlineData("mermaid", "m2 -.-> t1")]
    [InlineData("mermaid", "t1 --> t2")]
    [InlineData("dot", "\"model Item.B\" -> \"C\" [style=dashed];")]
    [InlineData("json", "\"task\": \"B\"")]
    public async Task Plan_OfASelection_ShowsWhatIsReadFromElsewhere(string format, string expected)
    {
        var result = (await CommandLine.RunAsync(Catalog, "plan", "sales", "--select", "C+", "--format", format)).ShouldExitWith(0);

        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        if (format == "table")
        {
            Assert.Equal("2 of 4 tasks are selected.\n'Item.A' is read from the store: 'A', which makes it, is not selected.\n'Item.B' is read from the store: 'B', which makes it, is not selected.\n", result.Error.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public async Task Plan_OfAWholePipeline_MarksNothing()
    {
        var result = (await CommandLine.RunAsync(Catalog, "plan", "sales")).ShouldExitWith(0);

        Assert.DoesNotContain("(published)", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Plan_WithConfig_ShowsEachSettingAndWhereItComesFrom()
    {
        string[] args = ["plan", "sales", "--select", "C", "--show-config", "--model", "Item.C.factor=3"];

        var table = (await CommandLine.RunAsync(Catalog, args)).ShouldExitWith(0).Output;
        var config = (await CommandLine.RunAsync(Catalog, [.. args, "--json"])).ShouldExitWith(0).Json().GetProperty("config").EnumerateArray().ToList();

        Assert.Matches(@"Item\.C +factor +3 +request", table);
        Assert.Matches(@"Item\.A +factor +1 +class default", table);
        Assert.Equal(["Item.A", "Item.B", "Item.C"], config.Select(setting => setting.GetProperty("model").GetString()).Distinct(StringComparer.Ordinal));
        var factor = config.Single(setting => setting.GetProperty("model").GetString() == "Item.C" && setting.GetProperty("setting").GetString() == "factor");
        Assert.Equal((3, "request"), (factor.GetProperty("value").GetInt32(), factor.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task Plan_WithoutConfig_HasNone() =>
        Assert.False((await CommandLine.RunAsync(Catalog, "plan", "sales", "--json")).ShouldExitWith(0).Json().TryGetProperty("config", out _));

    [Theory]
    [InlineData("mermaid")]
    [InlineData("dot")]
    public async Task Plan_AsADiagram_HasNoPlaceForConfig(string format)
    {
        var result = (await CommandLine.RunAsync(Catalog, "plan", "sales", "--show-config", "--format", format)).ShouldExitWith(2);

        Assert.Contains("--show-config has no place in a diagram.", result.Error, StringComparison.Ordinal);
    }

    private static Task<CommandResult> RunAsync(TempStore store, params string[] args) =>
        CommandLine.RunAsync(Catalog, ["run", "sales", "--date", "2026-11-20", "--store", store.Path, "--json", .. args]);

    /// <summary>Writes one row: ten and the number of rows that it read.</summary>
    private static EtlTask Task(string name, params string[] requires) => EtlTask.Create(
        name,
        [.. requires.Select(key => Model.Of<Item>(key))],
        [Model.Of<Item>(name)],
        async (context, cancellationToken) =>
        {
            var rows = 10;
            foreach (var key in requires)
            {
                rows += await context.Input(Model.Of<Item>(key), cancellationToken).CountAsync(cancellationToken);
            }

            await context.Output(Model.Of<Item>(name)).WriteAsync(rows, cancellationToken);
        });

    internal sealed class Item(int factor = 1) : Model<int>
    {
        public int Factor => factor;
    }
}
