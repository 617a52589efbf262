using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Sources;
using Etl.Testing;

namespace Etl.Functions.Tests.Runs;

/// <summary>What a selection does to the plan of a run and to the checks before it.</summary>
public sealed class SelectionPlanTests
{
    [Fact]
    public async Task SelectedTasks_AreThePlan_AndTheOrchestratorKeepsTheWholePipeline()
    {
        var planned = await Planner(new EtlOptions(), Sales()).PlanAsync(Request("A+", exclude: "C"), default);

        Assert.Equal(["A", "B"], planned.Plan.Tasks.Select(task => task.Name));
        Assert.Equal(["A", "B", "C"], planned.Orchestrator.Plan.Tasks.Select(task => task.Name));
    }

    [Fact]
    public async Task SelectionProblems_ComeWithAllTheOthers()
    {
        var pipeline = new Pipeline("sales", [Numbers.Sum("A")]) { Parameters = [new Parameter("day")] };

        Assert.Equal(["missing-parameter", "invalid-selection", "invalid-selection"], await CodesAsync(Planner(new EtlOptions(), pipeline), Request("B", exclude: "grp:x")));
    }

    [Fact]
    public async Task SelectionSyntax_IsCheckedThoughTheGraphIsFaulty() =>
        Assert.Equal(["missing-provider", "invalid-selection"], await CodesAsync(Planner(new EtlOptions(), new Pipeline("sales", [Numbers.Sum("A", "Nowhere")])), Request("grp:x Nobody")));

    [Fact]
    public async Task Limits_AreThoseOfTheSelectedTasks()
    {
        var slow = Numbers.Task("D", (_, _) => Task.CompletedTask, new TaskPolicy { Timeout = TimeSpan.FromHours(1) });
        var planner = Planner(new EtlOptions { MaxTasks = 2 }, new Pipeline("sales", [.. Sales().Tasks, slow]));

        Assert.Equal(["too-many-tasks", "timeout-too-long"], await CodesAsync(planner, Request(null)));
        Assert.Empty(await CodesAsync(planner, Request("A B")));
    }

    [Fact]
    public async Task Sources_OfModelsThatTheSelectedTasksUse_MustBeReadable()
    {
        var pipeline = Sales(ModelConfigs.Empty.With("Numbers.A", "path", "/not/there.csv"));
        var planner = Planner(new EtlOptions(), pipeline);

        Assert.Equal(["unreadable-source"], await CodesAsync(planner, Request("A")));
        Assert.Equal(["unreadable-source"], await CodesAsync(planner, Request("B")));
        Assert.Empty(await CodesAsync(planner, Request("C")));
    }

    [Fact]
    public async Task Sources_AreNotOpenedForASelectionThatMeansNothing() =>
        Assert.Equal(["invalid-selection"], await CodesAsync(Planner(new EtlOptions(), Sales(ModelConfigs.Empty.With("Numbers.A", "path", "/not/there.csv"))), Request("X")));

    [Fact]
    public void Hash_OfARequest_TellsSelectionsApart()
    {
        var hashes = new[] { Request(null), Request("A"), Request(null, "A"), Request("A", "A") }.Select(request => request.Hash());

        Assert.Equal(4, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A -> B -> C</summary>
    private static Pipeline Sales(ModelConfigs? configs = null) =>
        new("sales", [Numbers.Sum("A"), Numbers.Sum("B", "A"), Numbers.Sum("C", "B")]) { ModelConfigs = configs ?? ModelConfigs.Empty };

    private static RunRequest Request(string? select, string? exclude = null) => new() { Pipeline = "sales", Select = select, Exclude = exclude, Origin = RunOrigin.CommandLine };

    private static async Task<List<string>> CodesAsync(RunPlanner planner, RunRequest request) => [.. (await planner.FindProblemsAsync(request, default)).Select(problem => problem.Code)];

    private static RunPlanner Planner(EtlOptions options, Pipeline pipeline) =>
        new(new PipelineCatalog(pipeline), options, new SourceReader(new SourceOptions()), new FakeTimeProvider(DateTimeOffset.UnixEpoch));
}
