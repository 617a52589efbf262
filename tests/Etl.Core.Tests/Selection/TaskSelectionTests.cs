using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Selection;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;
using static Etl.Core.Tests.Selection.Selections;

namespace Etl.Core.Tests.Selection;

public sealed class TaskSelectionTests
{
    [Fact]
    public void WholePipeline_IsThePlanItself()
    {
        var plan = Plan(Diamond);

        Assert.Same(plan, TaskSelection.Apply(plan, null, null));
        Assert.Same(plan, TaskSelection.Apply(plan, "*", null));
        Assert.Empty(plan.UnselectedModels);
    }

    [Fact]
    public void SelectedTasks_HaveLevelsAndUpstreamOfTheirOwn()
    {
        var plan = TaskSelection.Apply(Plan(Diamond), "C D", null);

        Assert.Equal([["C"], ["D"]], plan.Levels.Select(level => level.Select(task => task.Name)));
        Assert.Equal([(1, ""), (2, "C")], plan.Tasks.Select(task => (task.Level, string.Join(',', task.Upstream))));
        Assert.Equal("shop", plan.Pipeline);
    }

    [Fact]
    public void Selection_LeavesThePlanOfThePipelineAsItWas()
    {
        var plan = Plan(Diamond);

        TaskSelection.Apply(plan, "D", null);

        Assert.Equal([(1, 0), (2, 1), (2, 1), (3, 2)], plan.Tasks.Select(task => (task.Level, task.Upstream.Count)));
    }

    [Fact]
    public void ModelsOfUnselectedTasks_AreReadFromElsewhere_InTheOrderTheyAreRequired()
    {
        TaskNode[] nodes = [T("A"), T("B"), Nodes.Task("C", ["rates", "B", "A"], ["C"]), Nodes.Task("D", ["A", "C"], ["D"])];
        var plan = new Orchestrator(JobContext.ForTest("shop"), nodes, externalModels: [Data.Of("rates")]).Plan;

        var selected = TaskSelection.Apply(plan, "C+", null);

        Assert.Equal(["Data.rates", "Data.B", "Data.A"], selected.ExternalModels);
        Assert.Equal([new UnselectedModel("Data.B", "B"), new UnselectedModel("Data.A", "A")], selected.UnselectedModels);
    }

    [Fact]
    public void ExternalModel_ThatNoSelectedTaskRequires_IsNotRead()
    {
        TaskNode[] nodes = [Nodes.Task("A", ["rates"], ["A"]), T("B")];
        var plan = new Orchestrator(JobContext.ForTest("shop"), nodes, externalModels: [Data.Of("rates")]).Plan;

        Assert.Empty(TaskSelection.Apply(plan, "B", null).ExternalModels);
    }

    [Fact]
    public void SelectionOfASelection_KnowsWhoMakesWhatIsReadFromElsewhere()
    {
        var first = TaskSelection.Apply(Plan(Chain), "C+", null);

        var second = TaskSelection.Apply(first, "C E", null);

        Assert.Equal([new UnselectedModel("Data.B", "B"), new UnselectedModel("Data.D", "D")], second.UnselectedModels);
    }

    [Fact]
    public void UnknownName_IsAProblemThatNamesTheNearest()
    {
        Assert.Equal(["Selection 'A Clen', character 3: pipeline 'shop' has no task 'Clen'. Did you mean 'Clean'? See: etl plan shop"], Problems([T("A"), T("Clean")], "A Clen"));
        Assert.Equal(["Exclusion 'Clen+', character 1: pipeline 'shop' has no task 'Clen'. Did you mean 'Clean'? See: etl plan shop"], Problems([T("Clean")], null, "Clen+"));
    }

    [Theory]
    [InlineData("resort", "pipeline 'shop' has no task 'resort'. Did you mean 'group:resort'?")]
    [InlineData("nightly", "pipeline 'shop' has no task 'nightly'. Did you mean 'tag:nightly'?")]
    [InlineData("Data.a", "pipeline 'shop' has no task 'Data.a'. Did you mean 'model:Data.a'?")]
    [InlineData("group:A", "pipeline 'shop' has no group 'A'. Did you mean 'A'?")]
    [InlineData("group:resrt", "pipeline 'shop' has no group 'resrt'. Did you mean 'group:resort'?")]
    [InlineData("group:resort/city", "pipeline 'shop' has no group 'resort/city'.")]
    [InlineData("tag:nightli", "pipeline 'shop' has no tag 'nightli'. Did you mean 'tag:nightly'?")]
    [InlineData("model:Data.b", "pipeline 'shop' has no model that one of its tasks provides named 'Data.b'. Did you mean 'model:Data.a'?")]
    public void UnknownGroupModelOrTag_IsAProblemThatNamesWhatWasMeant(string select, string expected)
    {
        TaskNode[] nodes = [new TaskGroup("resort", [Nodes.Task("A", [], ["a"])]) { Tags = ["nightly"] }];

        Assert.Contains($"character 1: {expected} See: etl plan shop", Assert.Single(Problems(nodes, select)), StringComparison.Ordinal);
    }

    [Fact]
    public void EverythingThatIsWrong_IsReportedTogether()
    {
        var problems = Problems(Chain, "path:y X", "Z tag:");

        Assert.Collection(
            problems,
            problem => Assert.StartsWith("Selection 'path:y X', character 1: 'path:' is not a selector", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Selection 'path:y X', character 8: pipeline 'shop' has no task 'X'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Exclusion 'Z tag:', character 1: pipeline 'shop' has no task 'Z'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Exclusion 'Z tag:', character 7: 'tag:' has no name", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Selection_OfNothing_SaysWhatThereIsToChooseFrom()
    {
        TaskNode[] nodes = [new TaskGroup("resort", [T("A"), T("B", "A")]) { Tags = ["nightly"] }, .. Enumerable.Range(1, 5).Select(i => T($"T{i}"))];

        Assert.Equal(
            ["Selection 'X*': it matches no task. Pipeline 'shop' has 7 tasks to choose from: 'A', 'B', 'T1', 'T2', 'T3' and 2 more; groups: 'resort'; tags: 'nightly'."],
            Problems(nodes, "X*"));
        Assert.Equal(
            ["Exclusion '+B': it leaves no task of the selection 'group:resort'. Pipeline 'shop' has 7 tasks to choose from: 'A', 'B', 'T1', 'T2', 'T3' and 2 more; groups: 'resort'; tags: 'nightly'."],
            Problems(nodes, "group:resort", "+B"));
        Assert.Equal(
            ["Exclusion 'A*': it leaves no task. Pipeline 'shop' has 1 task to choose from: 'A'; groups: none; tags: none."],
            Problems([T("A")], null, "A*"));
    }

    [Fact]
    public void Tag_ThatCouldNotBeSelected_IsAProblemOfThePlan()
    {
        var problem = Support.Problems.Only<InvalidNameProblem>(Tagged("A", "every night"));

        Assert.StartsWith("'every night' can't be the name of a tag: ", problem.Message, StringComparison.Ordinal);
        Assert.Equal("a,b", Support.Problems.Only<InvalidNameProblem>(new TaskGroup("g", [T("A")]) { Tags = ["a,b"] }).Name);
    }

    [Fact]
    public void Document_OfASelection_SaysWhatIsReadFromElsewhere()
    {
        var pipeline = new Core.Pipelines.Pipeline("shop", Chain);

        var document = PlanDocument.Of(pipeline, TaskSelection.Apply(Plan(Chain), "B", null));

        Assert.Equal([new UnselectedModel("Data.A", "A")], document.UnselectedModels);
        Assert.Null(PlanDocument.Of(pipeline, Plan(Chain)).UnselectedModels);
    }
}
