using Etl.Cli.Tests.Support;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Tasks;

namespace Etl.Cli.Tests;

/// <summary>The commands that look at a store.</summary>
public sealed class ReadingTests
{
    private static readonly ModelRef<Number> Numbers = Model.Of<Number>();

    private static readonly PipelineCatalog Catalog = new(
        new Pipeline("count", [EtlTask.Create("Count", [], [Numbers], (context, token) => context.Output(Numbers).WriteAllAsync([1, 2, 3], token))]) { Description = "Counts to three." },
        new Pipeline("fail",
        [
            EtlTask.Create("Break", [], [Numbers], (_, _) => throw new PermanentTaskException("row 17 is bad")),
            EtlTask.Create("After", [Numbers], [Model.Of<Number>("after")], (_, _) => Task.CompletedTask),
        ]));

    [Fact]
    public async Task Pipelines_AsJson_ListsThem()
    {
        var pipelines = (await CommandLine.RunAsync(Catalog, "pipelines", "--json")).ShouldExitWith(0).Json();

        Assert.Equal(["count", "fail"], pipelines.EnumerateArray().Select(pipeline => pipeline.GetProperty("name").GetString()));
        Assert.Equal((1, "Counts to three."), (pipelines[0].GetProperty("tasks").GetInt32(), pipelines[0].GetProperty("description").GetString()));
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("models")]
    public async Task Lists_OfAStoreThatDoesNotExist_AreEmptyAndMakeNothing(string command)
    {
        using var store = new TempStore();

        var list = (await CommandLine.RunAsync(Catalog, command, "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(0, list.GetArrayLength());
        Assert.False(Directory.Exists(store.Path));
    }

    [Fact]
    public async Task Publish_OfAStoreThatDoesNotExist_MakesNone()
    {
        using var store = new TempStore();

        (await CommandLine.RunAsync(Catalog, "publish", "count-1", "--store", store.Path)).ShouldExitWith(2);

        Assert.False(Directory.Exists(store.Path));
    }

    [Fact]
    public async Task FailedRun_ShowsTheErrorTheSkippedTaskAndPublishesNothing()
    {
        using var store = new TempStore();

        var run = (await CommandLine.RunAsync(Catalog, "run", "fail", "--store", store.Path, "--json")).ShouldExitWith(1).Json();

        var tasks = run.GetProperty("tasks").EnumerateArray().ToDictionary(task => task.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal("Failed", run.GetProperty("status").GetString());
        Assert.Equal("row 17 is bad", tasks["Break"].GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(("Failed", 1), (tasks["Break"].GetProperty("status").GetString(), tasks["Break"].GetProperty("attempts").GetInt32()));
        Assert.Equal("Skipped", tasks["After"].GetProperty("status").GetString());
        Assert.Equal(0, (await CommandLine.RunAsync(Catalog, "models", "--store", store.Path, "--json")).Json().GetArrayLength());
        var shown = await CommandLine.RunAsync(Catalog, "show", run.GetProperty("runId").GetString()!, "--store", store.Path);
        Assert.Contains("Break failed: row 17 is bad", shown.ShouldExitWith(0).Output, StringComparison.Ordinal);

        var runId = run.GetProperty("runId").GetString()!;
        var line = Assert.Single((await CommandLine.RunAsync(Catalog, "logs", runId, "--store", store.Path, "--json")).ShouldExitWith(0).Json().EnumerateArray());
        Assert.Equal(("Break", "Error"), (line.GetProperty("task").GetString(), line.GetProperty("level").GetString()));
        Assert.Contains("Error       Break: Etl.Core.Tasks.PermanentTaskException: row 17 is bad", (await CommandLine.RunAsync(Catalog, "logs", runId, "Break", "-f", "--store", store.Path)).ShouldExitWith(0).Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'Break'?", (await CommandLine.RunAsync(Catalog, "logs", runId, "Brek", "--store", store.Path)).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_AreListedNewestFirst()
    {
        using var store = new TempStore();
        var first = (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path, "--json")).ShouldExitWith(0).Json();
        var second = (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        var runs = (await CommandLine.RunAsync(Catalog, "runs", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        Assert.Equal([second.GetProperty("runId").GetString(), first.GetProperty("runId").GetString()], runs.EnumerateArray().Select(run => run.GetProperty("runId").GetString()));
        Assert.All(runs.EnumerateArray(), run => Assert.Equal("Succeeded", run.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Runs_CanBeFilteredByPipelineStatusAndBusinessDate()
    {
        using var store = new TempStore();
        var first = await RunAsync(store, "count", "2026-11-19");
        var second = await RunAsync(store, "fail", "2026-11-20");
        var third = await RunAsync(store, "count", "2026-11-21");

        Assert.Equal([third, first], await ListAsync(store, "--pipeline", "count"));
        Assert.Equal([second], await ListAsync(store, "--status", "failed"));
        Assert.Equal([third, second, first], await ListAsync(store, "--status", "Failed, succeeded"));
        Assert.Equal([third, second], await ListAsync(store, "--from", "2026-11-20"));
        Assert.Equal([second, first], await ListAsync(store, "--to", "2026-11-20"));
        Assert.Equal([first], await ListAsync(store, "--status", "succeeded", "--to", "2026-11-20", "--limit", "1"));
        Assert.Empty(await ListAsync(store, "--status", "paused,interrupted,running,cancelled"));
        Assert.Contains("No run is like that", (await CommandLine.RunAsync(Catalog, "runs", "--store", store.Path, "--status", "paused")).ShouldExitWith(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_WithAFilterThatCantBe_SaysAllThatIsWrong()
    {
        var refused = (await CommandLine.RunAsync(Catalog, "runs", "--status", "faild", "--from", "yesterday", "--limit", "0", "--json")).ShouldExitWith(2);

        foreach (var expected in new[] { "--status is one of Running, Paused, Interrupted, Succeeded, Failed, Cancelled, not 'faild'. Did you mean 'Failed'?", "--from yesterday is not a date", "--limit 0" })
        {
            Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(3, refused.Json().GetProperty("error").GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task OlderBusinessDate_ThatEndsLast_DoesNotDisplaceTheNewerHead()
    {
        using var store = new TempStore();
        var newer = (await CommandLine.RunAsync(Catalog, "run", "count", "--date", "2026-11-20", "--store", store.Path, "--json")).ShouldExitWith(0).Json();
        (await CommandLine.RunAsync(Catalog, "run", "count", "--date", "2026-11-01", "--store", store.Path)).ShouldExitWith(0);

        var models = (await CommandLine.RunAsync(Catalog, "models", "--store", store.Path, "--json")).ShouldExitWith(0).Json();
        var versions = (await CommandLine.RunAsync(Catalog, "model", "show", "Number", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        Assert.Equal(newer.GetProperty("runId").GetString(), Assert.Single(models.EnumerateArray()).GetProperty("runId").GetString());
        Assert.Equal(["2026-11-20", "2026-11-01"], versions.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("businessDate").GetString()));
    }

    [Fact]
    public async Task ModelCat_PrintsRowsAsLinesOrAsOneArray()
    {
        using var store = new TempStore();
        (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path)).ShouldExitWith(0);

        Assert.Equal("1\n2\n3\n", (await CommandLine.RunAsync(Catalog, "model", "cat", "Number", "--store", store.Path)).ShouldExitWith(0).Output);
        Assert.Equal(3, (await CommandLine.RunAsync(Catalog, "model", "cat", "Number", "--store", store.Path, "--json")).ShouldExitWith(0).Json().GetArrayLength());
        Assert.Equal("1\n", (await CommandLine.RunAsync(Catalog, "model", "cat", "Number@latest", "--limit", "1", "--store", store.Path)).ShouldExitWith(0).Output);
    }

    [Theory]
    [InlineData("model", "cat", "Numbr", "Did you mean 'Number'?")]
    [InlineData("model", "cat", "Number@0123", "has no version '0123'")]
    [InlineData("show", "nothing", "", "no run 'nothing'")]
    [InlineData("resume", "../../etc", "", "no run '../../etc'")]
    public async Task UnknownNames_AreRefusedClearly(string command, string first, string second, string expected)
    {
        using var store = new TempStore();
        (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path)).ShouldExitWith(0);

        var result = await CommandLine.RunAsync(Catalog, [.. new[] { command, first, second }.Where(word => word.Length > 0), "--store", store.Path]);

        Assert.Contains(expected, result.ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TamperedBlob_IsAnErrorThatNamesModelVersionAndBlob()
    {
        using var store = new TempStore();
        (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path)).ShouldExitWith(0);
        var blob = Directory.GetFiles(System.IO.Path.Combine(store.Path, "models", "Number")).Single();
        await using (var file = File.OpenWrite(blob))
        {
            file.Seek(-3, SeekOrigin.End);
            file.WriteByte(0xFF);
        }

        var result = (await CommandLine.RunAsync(Catalog, "model", "cat", "Number", "--store", store.Path)).ShouldExitWith(1);

        Assert.Contains("models/Number/", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_OfAnEndedRun_IsRefused()
    {
        using var store = new TempStore();
        var run = (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        var resumed = await CommandLine.RunAsync(Catalog, "resume", run.GetProperty("runId").GetString()!, "--store", store.Path);

        Assert.Contains("has ended (Succeeded)", resumed.ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfAnEndedRun_IsAConflict()
    {
        using var store = new TempStore();
        var run = (await CommandLine.RunAsync(Catalog, "run", "count", "--store", store.Path, "--json")).ShouldExitWith(0).Json();

        var cancelled = await CommandLine.RunAsync(Catalog, "cancel", run.GetProperty("runId").GetString()!, "--store", store.Path);

        Assert.Contains("can't be cancelled any more", cancelled.ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    private static async Task<string?> RunAsync(TempStore store, string pipeline, string date) =>
        (await CommandLine.RunAsync(Catalog, "run", pipeline, "--date", date, "--store", store.Path, "--json")).Json().GetProperty("runId").GetString();

    private static async Task<IEnumerable<string?>> ListAsync(TempStore store, params string[] filter) =>
        (await CommandLine.RunAsync(Catalog, ["runs", "--store", store.Path, "--json", .. filter])).ShouldExitWith(0).Json().EnumerateArray().Select(run => run.GetProperty("runId").GetString());

    public sealed class Number : Model<int>;
}
