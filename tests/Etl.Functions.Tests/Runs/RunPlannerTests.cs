using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Sources;
using Etl.Testing;

namespace Etl.Functions.Tests.Runs;

public sealed class RunPlannerTests : IDisposable
{
    private static readonly DateTimeOffset HalfPastMidnightInLisbon = new(2026, 7, 1, 23, 30, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-planner-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("UTC", 1, "2026-06-30")]
    [InlineData("UTC", 0, "2026-07-01")]
    [InlineData("Europe/Lisbon", 1, "2026-07-01")]
    [InlineData("America/New_York", 0, "2026-07-01")]
    public async Task BusinessDate_ThatIsNotGiven_IsTodayInThePipelinesTimeZoneMinusItsLag(string timeZone, int lagDays, string expected)
    {
        var planned = await Planner(new Pipeline("sales", [Numbers.Sum("A")]) { TimeZone = timeZone, LagDays = lagDays }).PlanAsync(Request(), default);

        Assert.Equal(expected, planned.Orchestrator.JobContext.BusinessDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task TimeZone_ThatThereIsNot_IsAProblemThatNamesTheNearest()
    {
        var problem = await OnlyProblemAsync(Planner(new Pipeline("sales", [Numbers.Sum("A")]) { TimeZone = "Europe/Lissabon" }), Request());

        Assert.Equal("unknown-time-zone", problem.Code);
        Assert.Contains("'Europe/Lissabon', which there is not. Did you mean 'Europe/Lisbon'?", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_OfRequestDeploymentPipelineAndClass_OverrideEachOtherInThatOrder()
    {
        var pipeline = new Pipeline("sales", [Numbers.Sum("A")])
        {
            ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "table", "pipeline").With("Numbers.A", "limit", 1),
        };
        var planner = Planner(new EtlOptions { ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "limit", "2").With("Numbers.A", "table", "deployment") }, pipeline);

        var planned = await planner.PlanAsync(Request() with { ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "limit", 3) }, default);

        var model = (Numbers)planned.Orchestrator.Models.Get("Numbers.A");
        Assert.Equal(("", 3, "deployment"), (model.Path, model.Limit, model.Table));
    }

    [Fact]
    public async Task DeploymentSettings_OfAModelOfAnotherPipeline_AreNoProblem()
    {
        var options = new EtlOptions { ModelConfigs = ModelConfigs.Empty.With("Numbers.B", "limit", 2) };
        var planner = Planner(options, new Pipeline("sales", [Numbers.Sum("A")]), new Pipeline("rates", [Numbers.Sum("B")]));

        Assert.Empty(await planner.FindProblemsAsync(Request(), default));
    }

    [Fact]
    public async Task DeploymentSettings_OfAModelThatNoPipelineHas_AreAProblem()
    {
        var options = new EtlOptions { ModelConfigs = ModelConfigs.Empty.With("Number.A", "limit", 2) };

        var problem = await OnlyProblemAsync(Planner(options, new Pipeline("sales", [Numbers.Sum("A")])), Request());

        Assert.Equal(("invalid-model-config", "The app's configuration (Etl:ModelConfigs) has settings for 'Number.A', a model that no pipeline uses. Did you mean 'Numbers.A'? Correct the name, or remove the settings."), (problem.Code, problem.Message));
    }

    [Fact]
    public async Task Pipeline_WithTooManyTasks_IsRefused()
    {
        var planner = Planner(new EtlOptions { MaxTasks = 2 }, new Pipeline("sales", [Numbers.Sum("A"), Numbers.Sum("B"), Numbers.Sum("C")]));

        Assert.Equal("too-many-tasks", (await OnlyProblemAsync(planner, Request())).Code);
    }

    [Theory]
    [InlineData(30, "timeout-too-long")]
    [InlineData(29, null)]
    public async Task Timeout_ThatTheHostCutsShort_IsRefused(int minutes, string? expected)
    {
        var task = Numbers.Task("A", (_, _) => Task.CompletedTask, new TaskPolicy { Timeout = TimeSpan.FromMinutes(minutes) });

        var problems = await Planner(new Pipeline("sales", [task])).FindProblemsAsync(Request(), default);

        Assert.Equal(expected, problems.SingleOrDefault()?.Code);
    }

    [Fact]
    public async Task Source_ThatCantBeRead_IsAProblem()
    {
        var problem = await OnlyProblemAsync(Planner(SourcePipeline(Path.Combine(_folder.FullName, "missing.csv"))), Request());

        Assert.Equal("unreadable-source", problem.Code);
        Assert.StartsWith("Setting 'path' of model 'Numbers.A': ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_ThatCanBeRead_IsNoProblem()
    {
        var path = Path.Combine(_folder.FullName, "there.csv");
        await File.WriteAllTextAsync(path, "a,b", TestContext.Current.CancellationToken);

        Assert.Empty(await Planner(SourcePipeline(path)).FindProblemsAsync(Request(), default));
    }

    [Fact]
    public async Task Source_OutsideOfTheRoots_IsReadableFromTheCommandLineOnly()
    {
        using var outside = new Bench(new Pipeline("other", [Numbers.Sum("A")]));
        var path = Path.Combine(outside.Folder, "there.csv");
        await File.WriteAllTextAsync(path, "a,b", TestContext.Current.CancellationToken);
        var planner = Planner(SourcePipeline(path));

        Assert.Equal("unreadable-source", (await OnlyProblemAsync(planner, Request() with { Origin = RunOrigin.Schedule })).Code);
        Assert.Empty(await planner.FindProblemsAsync(Request() with { Origin = RunOrigin.CommandLine }, default));
    }

    [Fact]
    public async Task Source_ThatARequestMayNotSet_IsNotLookedAt()
    {
        var request = Request() with { Origin = RunOrigin.Http, ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "path", Path.Combine(_folder.FullName, "missing.csv")) };

        var problem = await OnlyProblemAsync(Planner(new Pipeline("sales", [Numbers.Sum("A")])), request);

        Assert.Equal("setting-not-settable", problem.Code);
        Assert.DoesNotContain("missing.csv", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunOrigin.Http, 1)]
    [InlineData(RunOrigin.CommandLine, 0)]
    public async Task Setting_ThatIsNotMarkedAsSettable_IsForRequestsOverHttpOnly(RunOrigin origin, int problems)
    {
        var request = Request() with { Origin = origin, ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "table", "t").With("Numbers.A", "limit", 1) };

        Assert.Equal(problems, (await Planner(new Pipeline("sales", [Numbers.Sum("A")])).FindProblemsAsync(request, default)).Count);
    }

    [Fact]
    public void Description_OfAPipeline_NeedsNoParametersAndNoSources()
    {
        var pipeline = new Pipeline("sales", [Numbers.Sum("A")]) { Parameters = [new Parameter("day")], ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "path", "/not/there.csv") };

        Assert.Equal(["A"], Planner(pipeline).Describe("sales").Orchestrator.Plan.Tasks.Select(task => task.Name));
    }

    private static RunRequest Request() => new() { Pipeline = "sales" };

    private static Pipeline SourcePipeline(string path) => new("sales", [Numbers.Sum("A")]) { ModelConfigs = ModelConfigs.Empty.With("Numbers.A", "path", path) };

    private static async Task<RunProblem> OnlyProblemAsync(RunPlanner planner, RunRequest request)
    {
        var exception = await Assert.ThrowsAsync<InvalidRunRequestException>(() => planner.PlanAsync(request, default));
        return Assert.Single(exception.Problems);
    }

    private RunPlanner Planner(params Pipeline[] pipelines) => Planner(new EtlOptions(), pipelines);

    private RunPlanner Planner(EtlOptions options, params Pipeline[] pipelines) =>
        new(new PipelineCatalog(pipelines), options, new SourceReader(new SourceOptions { Roots = [_folder.FullName] }), new FakeTimeProvider(HalfPastMidnightInLisbon));
}
