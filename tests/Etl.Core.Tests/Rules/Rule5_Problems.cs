using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Rules;

/// <summary>Each problem that is detected before anything runs, alone. Cycles have a class of their own.</summary>
public sealed class Rule5_Problems
{
    [Fact]
    public void EmptyPipeline_IsRefused()
    {
        var exception = Problems.Of([]);

        Assert.Equal("shop", exception.Pipeline);
        Assert.Equal("empty-pipeline", Assert.IsType<EmptyPipelineProblem>(Assert.Single(exception.Problems)).Code);
        Assert.Equal(
            """
            Pipeline 'shop' can't be run, there is a problem:
              - Pipeline 'shop' has no tasks. Add one, or check the condition that its groups are made under.
            """,
            exception.Message);
    }

    [Fact]
    public void Pipeline_OfEmptyGroups_IsEmpty() => Problems.Only<EmptyPipelineProblem>(Nodes.Group("a", Nodes.Group("b")));

    [Fact]
    public void Model_WithSeveralProviders_NamesThemAll()
    {
        var problem = Problems.Only<SeveralProvidersProblem>(
            Nodes.Task("A", provides: ["a"]),
            Nodes.Task("B", provides: ["b", "a"]),
            Nodes.Task("C", provides: ["a"]));

        Assert.Equal("several-providers", problem.Code);
        Assert.Equal(["A", "B", "C"], problem.Tasks);
        Assert.Equal(
            """
            Model 'Data.a' is provided by 3 tasks: 'A', 'B', 'C'. A model has one provider: give each task a model, or a key, of its own.
            """,
            problem.Message);
    }

    [Fact]
    public void Model_WithoutProvider_NamesWhoRequiresItAndTheNearestModel()
    {
        var problem = Problems.Only<MissingProviderProblem>(
            Nodes.Task("Load", provides: ["orders"]),
            Nodes.Task("Report", requires: ["order"]),
            Nodes.Task("Check", requires: ["order"]));

        Assert.Equal("missing-provider", problem.Code);
        Assert.Equal(["Report", "Check"], problem.RequiredBy);
        Assert.Equal("Data.orders", problem.Suggestion);
        Assert.Equal(
            """
            Model 'Data.order' is required by 'Report', 'Check' but no task provides it. Did you mean 'Data.orders'? Add a task that provides it, or declare it as an external model of the pipeline.
            """,
            problem.Message);
    }

    [Fact]
    public void Model_WithoutProviderAndRequiredByMany_NamesTheFirstFive()
    {
        var problem = Problems.Only<MissingProviderProblem>([.. Enumerable.Range(1, 7).Select(i => Nodes.Task($"T{i}", requires: ["raw"]))]);

        Assert.Null(problem.Suggestion);
        Assert.Equal(
            """
            Model 'Data.raw' is required by 'T1', 'T2', 'T3', 'T4', 'T5' and 2 more but no task provides it. Add a task that provides it, or declare it as an external model of the pipeline.
            """,
            problem.Message);
    }

    [Fact]
    public void Model_WithoutProviderThatIsLikeAnExternalModel_SuggestsThat()
    {
        var problem = Assert.Single(Problems.Of([Nodes.Task("Report", requires: ["order"])], externals: [Data.Of("orders")]).Problems);

        Assert.Equal("Data.orders", Assert.IsType<MissingProviderProblem>(problem).Suggestion);
    }

    [Fact]
    public void TensOfThousandsOfModels_WithoutProvider_AreAllReported_AndTheFirstWithASuggestion()
    {
        // Looking for what each of them might mean would take hours.
        const int Count = 30_000;
        var problems = Problems.Of([
            .. Enumerable.Range(0, Count).Select(i => Nodes.Task($"Load{i}", provides: [$"orders{i}"])),
            .. Enumerable.Range(0, Count).Select(i => Nodes.Task($"Report{i}", requires: [$"order{i}"]))]).Problems.Cast<MissingProviderProblem>().ToList();

        Assert.Equal(Count, problems.Count);
        Assert.Equal("Data.orders0", problems[0].Suggestion);
        Assert.Null(problems[^1].Suggestion);
    }

    [Fact]
    public void Task_ThatRequiresWhatItProvides_IsRefused()
    {
        var problem = Problems.Only<SelfDependencyProblem>(Nodes.Task("Merge", requires: ["all"], provides: ["all"]));

        Assert.Equal("self-dependency", problem.Code);
        Assert.Equal("Task 'Merge' requires 'Data.all', which it provides itself. Take it out of Requires() or of Provides().", problem.Message);
    }

    [Fact]
    public void Task_ThatRequiresWhatItAndAnotherTaskProvide_IsRefusedForBoth()
    {
        var problems = Problems.Of([Nodes.Task("Load", provides: ["all"]), Nodes.Task("Merge", requires: ["all"], provides: ["all"])]).Problems;

        Assert.Equal(["several-providers", "self-dependency"], problems.Select(problem => problem.Code));
        Assert.Equal("Merge", Assert.IsType<SelfDependencyProblem>(problems[1]).Task);
    }

    [Fact]
    public void TwoTasks_OfOneName_AreReportedWithTheirGroups()
    {
        var problem = Problems.Only<DuplicateTaskNameProblem>(
            Nodes.Task("Load"),
            Nodes.Group("chains", Nodes.Group("resort", Nodes.Task("Load")), Nodes.Group("city", Nodes.Task("Load"))));

        Assert.Equal("duplicate-task-name", problem.Code);
        Assert.Equal(["", "chains/resort", "chains/city"], problem.Groups);
        Assert.Equal(
            """
            3 tasks are named 'Load' (outside of all groups and in groups 'chains/resort', 'chains/city'). Task names are unique in a pipeline: a task that is made for each hotel has the hotel in its name.
            """,
            problem.Message);
    }

    [Fact]
    public void Task_GivenTwice_IsReportedForItsNameAndItsModels()
    {
        var task = Nodes.Task("Load", provides: ["a"]);

        Assert.Equal(["duplicate-task-name", "several-providers"], Problems.Of([task, task]).Problems.Select(problem => problem.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("my task")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("-a")]
    [InlineData("größe")]
    public void Task_WhoseNameIsNoPath_IsRefused(string name)
    {
        var problem = Problems.Only<InvalidNameProblem>(Nodes.Task(name, provides: ["a"]), Nodes.Task("Report", requires: ["a"]));

        Assert.Equal("invalid-name", problem.Code);
        Assert.Equal($"'{name}' can't be the name of a task: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit.", problem.Message);
    }

    [Fact]
    public void Task_OfAGenericClassWithoutName_IsToldToOverrideIt()
    {
        var problem = Problems.Only<InvalidNameProblem>(new Load<int>());

        Assert.Equal(
            """
            'Load`1' can't be the name of a task: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit. A task of a generic class must override Name.
            """,
            problem.Message);
    }

    [Fact]
    public void Group_WhoseNameIsNoPath_IsRefused() =>
        Assert.Equal(
            "'a/b' can't be the name of a task group: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit.",
            Problems.Only<InvalidNameProblem>(Nodes.Group("a/b", Nodes.Task("A"))).Message);

    [Fact]
    public void TwoModelClasses_OfOneName_AreReportedWithAUserOfEach()
    {
        var task = EtlTask.Create("Copy", [Model.Of<Data>("a"), Model.Of<Elsewhere.Data>("b")], [], (_, _) => Task.CompletedTask);
        var problems = Problems.Of([Nodes.Task("A", provides: ["a"]), EtlTask.Create("B", [], [Model.Of<Elsewhere.Data>("b")], (_, _) => Task.CompletedTask), task]).Problems;

        var problem = Assert.IsType<DuplicateModelClassProblem>(Assert.Single(problems));
        Assert.Equal("duplicate-model-class", problem.Code);
        Assert.Equal(
            """
            2 model classes are named 'Data': 'Etl.Core.Tests.Support.Data' (in task 'A'), 'Etl.Core.Tests.Rules.Rule5_Problems+Elsewhere+Data' (in task 'B'). Model names are global: rename all but one.
            """,
            problem.Message);
    }

    [Fact]
    public void TwoModelClasses_OfOneNameAndManyKeys_AreOneProblem()
    {
        ModelRef[] models = [.. Enumerable.Range(0, 200).Select(ModelRef (i) => i % 2 == 0 ? Model.Of<Data>($"{i}") : Model.Of<Elsewhere.Data>($"{i - 1}"))];

        var problems = Problems.Of([EtlTask.Create("Load", [], models, (_, _) => Task.CompletedTask)]).Problems;

        Assert.Single(problems.OfType<DuplicateModelClassProblem>());
    }

    [Fact]
    public void ExternalModel_OfAnotherClassWithThatName_IsReported()
    {
        var problem = Assert.Single(Problems.Of([Nodes.Task("A", provides: ["a"])], externals: [Model.Of<Elsewhere.Data>("x")]).Problems);

        Assert.Contains("'Etl.Core.Tests.Rules.Rule5_Problems+Elsewhere+Data' (an external model)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigOfAModel_ThatThePipelineDoesNotUse_SuggestsTheNearest()
    {
        var problem = Assert.Single(Problems.Of([Nodes.Task("A", provides: ["orders"])], ModelConfigs.Empty.With("Data.order", "format", "csv")).Problems);

        Assert.Equal("invalid-model-config", problem.Code);
        Assert.Equal("The model configs have settings for 'Data.order', a model that this pipeline does not use. Did you mean 'Data.orders'?", problem.Message);
    }

    [Fact]
    public void ConfigOfAModel_ThatIsLikeNoOther_ListsTheModels()
    {
        var problem = Assert.Single(Problems.Of([Nodes.Task("A", provides: ["b", "a"])], ModelConfigs.Empty.With("Guests", "format", "csv")).Problems);

        Assert.Equal("The model configs have settings for 'Guests', a model that this pipeline does not use. It uses 'Data.a', 'Data.b'.", problem.Message);
    }

    private sealed class Load<T> : EtlTask
    {
        public override IReadOnlyList<ModelRef> Requires() => [];

        public override IReadOnlyList<ModelRef> Provides() => [];

        public override Task RunAsync(TaskContext context, CancellationToken cancellationToken) => Task.FromResult(default(T));
    }

    private static class Elsewhere
    {
        public sealed class Data : Model<Row>;
    }
}
