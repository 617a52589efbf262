using System.Globalization;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;
using Etl.Storage.Sources;
using Etl.Testing;

namespace Etl.Functions.Tests.Runs;

/// <summary>What a run may have at most: as much is taken, one more is refused before anything starts.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "Pipeline 'sales' has 6 tasks; this host runs at most 5 in one run (setting Etl:MaxTasks). Select fewer, or split it into pipelines that read each other's published models.")]
    public async Task TasksOfARun(int tasks, string? problem) =>
        await AssertAsync(problem, new Pipeline("sales", Enumerable.Range(0, tasks).Select(i => Numbers.Sum($"T{i}"))), options: new EtlOptions { MaxTasks = 5 });

    [Theory]
    [InlineData(3, null)]
    [InlineData(4, "Pipeline 'sales' has 4 tasks; this host runs at most 3 in one run (setting Etl:MaxTasks). Select fewer, or split it into pipelines that read each other's published models.")]
    public async Task LevelsOfARun_AreAsManyAsItsTasks(int levels, string? problem) =>
        await AssertAsync(problem, new Pipeline("sales", Enumerable.Range(0, levels).Select(i => i == 0 ? Numbers.Sum("T0") : Numbers.Sum($"T{i}", $"T{i - 1}"))), options: new EtlOptions { MaxTasks = 3 });

    [Theory]
    [InlineData(RunChecks.MaxModelsPerTask, null)]
    [InlineData(RunChecks.MaxModelsPerTask + 1, "Task 'Many' requires and provides 5001 models; a task may have 5000. Put a task between that brings some of them together.")]
    public async Task ModelsOfATask(int models, string? problem) =>
        await AssertAsync(problem, new Pipeline("sales", [EtlTask.Create("Many", [], [.. Enumerable.Range(0, models).Select(i => Numbers.Of($"{i}"))], (_, _) => Task.CompletedTask)]));

    [Theory]
    [InlineData(RunChecks.MaxParameterLength, null)]
    [InlineData(RunChecks.MaxParameterLength + 1, "Parameter 'size' has 8001 characters; a value may have 8000. Put the data into a source, and give its address.")]
    public async Task LengthOfAParameter(int length, string? problem) =>
        await AssertAsync(problem, new Pipeline("sales", [Numbers.Sum("A")]) { Parameters = [new Parameter("size")] }, new RunRequest { Pipeline = "sales", Origin = RunOrigin.Http, Parameters = new SortedDictionary<string, string> { ["size"] = new('x', length) } });

    [Theory]
    [InlineData("00:29:30", null)]
    [InlineData("00:29:31", "Task 'A' may take 00:29:31, but the host stops every function after 00:30:00, and a task that was stopped needs up to 00:00:30 to end. Set its timeout to 00:29:30 or less, or raise functionTimeout in host.json and Etl:FunctionTimeout.")]
    [InlineData("00:30:00", "Task 'A' may take 00:30:00, but the host stops every function after 00:30:00, and a task that was stopped needs up to 00:00:30 to end. Set its timeout to 00:29:30 or less, or raise functionTimeout in host.json and Etl:FunctionTimeout.")]
    public async Task TimeoutOfATask(string timeout, string? problem) =>
        await AssertAsync(problem, new Pipeline("sales", [Numbers.Task("A", (_, _) => Task.CompletedTask, new TaskPolicy { Timeout = TimeSpan.ParseExact(timeout, "c", CultureInfo.InvariantCulture) })]));

    [Fact]
    public async Task TimeoutOfATask_ByDefaultFitsIntoTheDefaultOfTheHost() =>
        await AssertAsync(null, new Pipeline("sales", [Numbers.Task("A", (_, _) => Task.CompletedTask, TaskPolicy.Default)]));

    [Theory]
    [InlineData("00:00:30", "Task 'A' may take 00:01:00, but the host stops every function after 00:00:30, and a task that was stopped needs up to 00:00:30 to end. Raise functionTimeout in host.json and Etl:FunctionTimeout.")]
    [InlineData("00:01:30", null)]
    public async Task TimeoutOfTheHost(string timeout, string? problem) =>
        await AssertAsync(problem, new Pipeline("sales", [Numbers.Task("A", (_, _) => Task.CompletedTask, new TaskPolicy { Timeout = TimeSpan.FromMinutes(1) })]), options: new EtlOptions { FunctionTimeout = TimeSpan.ParseExact(timeout, "c", CultureInfo.InvariantCulture) });

    [Theory]
    [InlineData(4_000, 4_000)]
    [InlineData(4_001, 4_003)]
    public async Task MessageOfAnError(int length, int recorded)
    {
        await using var app = await new TestApp(new Pipeline("sales", [Numbers.Task("A", (_, _) => throw new PermanentTaskException(new string('x', length)))])).StartAsync();

        var error = (await app.RunAsync("sales")).Tasks[0].Error!.Message;

        Assert.Equal((recorded, length > 4_000), (error.Length, error.EndsWith("...", StringComparison.Ordinal)));
    }

    /// <summary>There is no limit: what can't run yet waits.</summary>
    [Fact]
    public async Task ManyRunsAtOnce_AllEndAndArePublished()
    {
        const int Runs = 300;
        await using var app = await new TestApp(new Pipeline("sales", [Numbers.Sum("A")])).StartAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, Runs).Select(i => app.StartRunAsync("sales", $"sales-{i}")));
        await Task.WhenAll(ids.Select(id => app.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: false, TestApp.Cancellation)));

        var entries = await app.Records.ListRunsAsync(TestApp.Cancellation).ToListAsync(TestApp.Cancellation);
        Assert.Equal((Runs, Runs), (entries.Count, entries.Count(run => run.Status == RunStatus.Succeeded)));
        var published = (await (await app.Get<PublishedModels>().ReadAsync(TestApp.Cancellation)).FindAsync(Numbers.Of("A").Name, TestApp.Cancellation))!.Versions;
        Assert.Equal(ids.Order(StringComparer.Ordinal), published.Select(version => version.RunId).Order(StringComparer.Ordinal));
    }

    private static async Task AssertAsync(string? expected, Pipeline pipeline, RunRequest? request = null, EtlOptions? options = null)
    {
        var planner = new RunPlanner(new PipelineCatalog(pipeline), options ?? new EtlOptions(), new SourceReader(new SourceOptions()), new FakeTimeProvider(DateTimeOffset.UnixEpoch));

        var problems = await planner.FindProblemsAsync(request ?? new RunRequest { Pipeline = "sales", Origin = RunOrigin.CommandLine }, default);

        Assert.Equal(expected is null ? [] : [expected], problems.Select(problem => problem.Message));
    }
}
