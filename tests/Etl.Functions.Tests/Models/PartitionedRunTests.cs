using System.IO.Compression;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Models;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;

namespace Etl.Functions.Tests.Models;

/// <summary>Partitions, incremental models and what is known of them afterwards, on the durable host.</summary>
public sealed class PartitionedRunTests
{
    private static readonly ModelRef<Daily> Days = Model.Of<Daily>();
    private static readonly ModelRef<Sum> Sums = Model.Of<Sum>();
    private static readonly ModelRef<History> Histories = Model.Of<History>();

    private static readonly EtlTask Load = EtlTask.Create("Load", [], [Days], (context, token) => context.Output(Days).WriteAllAsync([new Number(context.Job.BusinessDate.Day)], token));

    private static readonly EtlTask AddUp = EtlTask.Create("AddUp", [Days.Last(3)], [Sums], async (context, token) =>
        await context.Output(Sums).WriteAsync(new Number(await context.Input(Days, token).Select(row => row.Value).SumAsync(token)), token));

    private static readonly EtlTask Append = EtlTask.Create("Append", [Days], [Histories], async (context, token) =>
    {
        await context.Output(Histories).WriteAllAsync(context.Previous(Histories, token), token);
        await context.Output(Histories).WriteAllAsync(context.Input(Days, token), token);
    });

    private static readonly ModelRef<Tally> Tallies = Model.Of<Tally>();

    private static readonly EtlTask Count = EtlTask.Create("Count", [], [Tallies], async (context, token) =>
    {
        var before = context.HasPrevious(Tallies) ? $"{await context.ReadPreviousAsync(Tallies, token)} " : await context.ReadPreviousAsync(Tallies, token);
        await context.WriteAsync(Tallies, $"{before}{context.Job.BusinessDate.Day}", token);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Range_ReadsTheRunsOwnPartitionAndPublishedOnesBeforeIt(bool replayEveryStep)
    {
        await using var app = await StartAsync(replayEveryStep, new Pipeline("sales", [Load, AddUp]));

        var sums = new List<int>();
        for (var day = 1; day <= 4; day++)
        {
            sums.Add(await SumOfAsync(app, day));
        }

        Assert.Equal([1, 3, 6, 9], sums);

        // Made again for an older date: what is later is not read.
        Assert.Equal(3, await SumOfAsync(app, 2));
    }

    [Fact]
    public async Task Range_WithAMissingPartition_ReadsWhatThereIs()
    {
        await using var app = await StartAsync(false, new Pipeline("sales", [Load, AddUp]));
        await app.RunAsync("sales", businessDate: Day(1));

        Assert.Equal(4, await SumOfAsync(app, 3));
        var model = await app.Get<ModelQueries>().DescribeAsync("Daily", TestApp.Cancellation);
        Assert.Equal([("2026-11-01", PartitionState.Current), ("2026-11-02", PartitionState.Missing), ("2026-11-03", PartitionState.Current)], model.Partitions!.Select(partition => (partition.Partition, partition.State)));
    }

    [Fact]
    public async Task IncrementalDocument_GoesOnFromItsPreviousVersion()
    {
        await using var app = await StartAsync(false, new Pipeline("count", [Count]));

        for (var day = 1; day <= 3; day++)
        {
            Assert.Equal(RunStatus.Succeeded, (await app.RunAsync("count", businessDate: Day(day))).Status);
        }

        var version = await app.Get<ModelQueries>().FindVersionAsync("Tally", TestApp.Cancellation);
        var stored = await app.Store.TryReadAsync(version.Blob, TestApp.Cancellation);
        Assert.Contains("1 2 3", Unzipped(stored!.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExternalModel_WithPartitions_IsReadInTheRunsOwn()
    {
        await using var app = await StartAsync(
            false,
            new Pipeline("load", [Load]),
            new Pipeline("history", [Append]) { ExternalModels = [Days] });
        await app.RunAsync("load", businessDate: Day(1));
        await app.RunAsync("load", businessDate: Day(2));

        Assert.Equal(RunStatus.Succeeded, (await app.RunAsync("history", businessDate: Day(1))).Status);
        var refused = await Assert.ThrowsAsync<InvalidRunRequestException>(() => app.RunAsync("history", businessDate: Day(3)));

        Assert.StartsWith("Model 'Daily', of which partition '2026-11-03' is ", Assert.Single(refused.Problems).Message, StringComparison.Ordinal);
        Assert.Equal([1], await RowsAsync(app, "History"));
    }

    [Fact]
    public async Task IncrementalModel_GoesOnFromItsPreviousVersion()
    {
        await using var app = await StartAsync(false, new Pipeline("sales", [Load, Append]));
        foreach (var day in new[] { 1, 2, 4 })
        {
            await app.RunAsync("sales", businessDate: Day(day));
        }

        Assert.Equal([1, 2, 4], await RowsAsync(app, "History"));

        // A backfill goes on from what was there before its date.
        await app.RunAsync("sales", businessDate: Day(3));
        Assert.Equal([1, 2, 3], await RowsAsync(app, $"History@{await RunOfAsync(app, 3)}"));
        Assert.Equal([1, 2, 4], await RowsAsync(app, "History"));
    }

    [Fact]
    public async Task Partition_WhoseInputChanged_IsStale()
    {
        var factor = 1;
        var source = Numbers.Task("Source", (_, _) => Task.CompletedTask);
        var scaled = EtlTask.Create("Scale", [Numbers.Of("Source")], [Days], (context, token) => context.Output(Days).WriteAllAsync([new Number(factor)], token));
        var other = EtlTask.Create("Source", [], [Numbers.Of("Source")], (context, token) => context.Output(Numbers.Of("Source")).WriteAllAsync([new Number(factor)], token));
        await using var app = await StartAsync(false, new Pipeline("all", [source, scaled]), new Pipeline("source", [other]));
        await app.RunAsync("all", businessDate: Day(1));
        await app.RunAsync("source", businessDate: Day(1));
        var before = await app.Get<ModelQueries>().DescribeAsync("Daily", TestApp.Cancellation);

        factor = 2;
        await app.RunAsync("source", businessDate: Day(1));
        var after = await app.Get<ModelQueries>().DescribeAsync("Daily", TestApp.Cancellation);

        Assert.Equal(PartitionState.Current, Assert.Single(before.Partitions!).State);
        Assert.Equal(PartitionState.Stale, Assert.Single(after.Partitions!).State);
        Assert.Equal(["Numbers.Source"], after.Partitions![0].StaleInputs);
    }

    [Fact]
    public async Task Lineage_FollowsPartitionsUpAndDown()
    {
        await using var app = await StartAsync(false, new Pipeline("sales", [Load, AddUp]));
        await app.RunAsync("sales", businessDate: Day(1));
        await app.RunAsync("sales", businessDate: Day(2));
        var queries = app.Get<ModelQueries>();

        var up = await queries.LineageAsync("Sum", LineageDirection.Up, TestApp.Cancellation);
        var down = await queries.LineageAsync("Daily[2026-11-01]", LineageDirection.Down, TestApp.Cancellation);

        Assert.Equal(["Sum", "Daily[2026-11-01]", "Daily[2026-11-02]"], up.Nodes.Select(Name));
        Assert.Equal(2, up.Edges.Count);
        Assert.All(up.Edges, edge => Assert.Equal(up.Root, edge.To));
        Assert.Equal(["Daily[2026-11-01]", "Sum", "Sum"], down.Nodes.Select(Name));
        Assert.All(down.Edges, edge => Assert.Equal(down.Root, edge.From));
    }

    [Fact]
    public async Task PartitionParameter_WithAValueThatCanBeNoName_IsRefused()
    {
        var regional = Model.Of<Regional>();
        var task = EtlTask.Create("Load", [], [regional], (context, token) => context.Output(regional).WriteAllAsync([new Number(1)], token));
        await using var app = await StartAsync(false, new Pipeline("regions", [task]) { Parameters = [new Parameter("region")] }, new Pipeline("none", [task]));
        var planner = app.Get<RunPlanner>();

        Assert.Equal(
            ["Parameter 'region' is '../x', which can't be a partition of model 'Regional': use 1 to 80 letters, digits, dots, underscores and hyphens, starting with a letter or digit."],
            await ProblemsAsync(new RunRequest { Pipeline = "regions", Parameters = new(StringComparer.Ordinal) { ["region"] = "../x" } }));
        Assert.Equal(["Pipeline 'regions' needs the parameter 'region', which has no default. Give it: -p region=VALUE"], await ProblemsAsync(new RunRequest { Pipeline = "regions" }));
        Assert.Equal(["Model 'Regional' is divided by the parameter 'region', which pipeline 'none' does not have. Add it to the pipeline's Parameters."], await ProblemsAsync(new RunRequest { Pipeline = "none" }));

        async Task<IEnumerable<string>> ProblemsAsync(RunRequest request) => (await planner.FindProblemsAsync(request, TestApp.Cancellation)).Select(problem => problem.Message);
    }

    private static DateOnly Day(int day) => new(2026, 11, day);

    private static string Name(LineageNode node) => node.Partition is null ? node.Model : $"{node.Model}[{node.Partition}]";

    private static async Task<TestApp> StartAsync(bool replayEveryStep, params Pipeline[] pipelines) => await new TestApp(pipelines)
    {
        Engine = new DurableEngineOptions { ReplayEveryStep = replayEveryStep, CompareInputs = true, Synchronous = SqliteSynchronous.Off },
    }.StartAsync();

    private static async Task<int> SumOfAsync(TestApp app, int day)
    {
        var run = await app.RunAsync("sales", businessDate: Day(day));
        Assert.Equal(RunStatus.Succeeded, run.Status);
        return Assert.Single(await RowsAsync(app, $"Sum@{run.RunId}"));
    }

    private static async Task<string> RunOfAsync(TestApp app, int day) =>
        (await app.Get<ModelQueries>().VersionsAsync("History", TestApp.Cancellation)).Single(version => version.BusinessDate == Day(day)).RunId;

    private static string Unzipped(ReadOnlyMemory<byte> content)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static async Task<List<int>> RowsAsync(TestApp app, string reference)
    {
        var version = await app.Get<ModelQueries>().FindVersionAsync(reference, TestApp.Cancellation);
        return await app.Get<Storage.ModelData.ModelStore>().ReadRowsAsync(version, TestApp.Cancellation).Select(row => row.GetProperty("value").GetInt32()).ToListAsync(TestApp.Cancellation);
    }

    internal sealed class Daily : Model<Number>
    {
        public override PartitionBy PartitionBy => PartitionBy.Day;
    }

    internal sealed class Regional : Model<Number>
    {
        public override PartitionBy PartitionBy => PartitionBy.Parameter("region");
    }

    internal sealed class History : Model<Number>
    {
        public override bool IsIncremental => true;
    }

    internal sealed class Tally : DocumentModel<string>
    {
        public override bool IsIncremental => true;
    }

    internal sealed class Sum : Model<Number>;
}
