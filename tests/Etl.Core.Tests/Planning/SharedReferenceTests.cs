using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Planning;

/// <summary>The planner recognises references that it has met. What is planned depends on their names alone.</summary>
public sealed class SharedReferenceTests
{
    [Fact]
    public void TasksThatShareReferences_ArePlannedLikeTasksWithReferencesOfTheirOwn() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();
        var references = Enumerable.Range(0, graph.NodeCount).Select(node => Data.Of($"{node}")).ToArray();

        var own = Nodes.Orchestrate(Graph.ToTasks(graph.NodeCount, edges)).Plan;
        var shared = Nodes.Orchestrate(Tasks(graph.NodeCount, edges, node => references[node])).Plan;
        var mixed = Nodes.Orchestrate(Tasks(graph.NodeCount, edges, node => node % 2 == 0 ? references[node] : Data.Of($"{node}"))).Plan;

        Assert.Equal(Facts(own), Facts(shared));
        Assert.Equal(Facts(own), Facts(mixed));
    });

    [Fact]
    public void PipelinesThatShareReferences_InAnotherOrder_DoNotDisturbEachOther() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();
        var references = Enumerable.Range(0, graph.NodeCount).Select(node => Data.Of($"{node}")).ToArray();
        var tasks = Tasks(graph.NodeCount, edges, node => references[node]);
        TaskNode[] shuffled = [.. graph.Permutation().Select(node => tasks[node])];
        var expected = Facts(Nodes.Orchestrate(Graph.ToTasks(graph.NodeCount, edges)).Plan).ToList();

        Nodes.Orchestrate(shuffled);

        Assert.Equal(expected, Facts(Nodes.Orchestrate(tasks).Plan));
    });

    [Fact]
    public void Plans_MadeOfTheSameReferencesAtTheSameTime_AreAllRight()
    {
        const int Size = 300;
        var references = Enumerable.Range(0, Size).Select(i => Data.Of($"{i}")).ToArray();
        TaskNode[] chain = [.. Enumerable.Range(0, Size).Select(i => EtlTask.Create($"T{i}", i == 0 ? [] : [references[i - 1]], [references[i]], (_, _) => Task.CompletedTask))];
        TaskNode[] backwards = [.. chain.Reverse()];
        string[] expected = [.. Enumerable.Range(0, Size).Select(i => $"T{i}")];

        Parallel.For(0, 400, i => Assert.Equal(expected, Nodes.Order(i % 2 == 0 ? chain : backwards)));
    }

    [Fact]
    public void Reference_UsedTwiceByATask_CountsOnce()
    {
        var data = Data.Of("a");
        var plan = Nodes.Orchestrate(
            EtlTask.Create("Load", [], [data, data], (_, _) => Task.CompletedTask),
            EtlTask.Create("Report", [data, Data.Of("a"), data], [], (_, _) => Task.CompletedTask)).Plan;

        Assert.Equal(["Data.a"], plan.Tasks[0].Provides);
        Assert.Equal(["Data.a"], plan.Tasks[1].Requires);
        Assert.Equal(["Load"], plan.Tasks[1].Upstream);
    }

    [Fact]
    public void Task_WithThousandsOfModels_CountsEachOnce()
    {
        var references = Enumerable.Range(0, 5_000).Select(ModelRef (i) => Data.Of($"{i}")).ToArray();
        var plan = Nodes.Orchestrate(
            EtlTask.Create("Load", [], [.. references, .. references], (_, _) => Task.CompletedTask),
            EtlTask.Create("Report", [.. references, .. references.Reverse()], [], (_, _) => Task.CompletedTask)).Plan;

        Assert.Equal(references.Select(reference => reference.Name), plan.Tasks[0].Provides);
        Assert.Equal(references.Select(reference => reference.Name), plan.Tasks[1].Requires);
        Assert.Equal(["Load"], plan.Tasks[1].Upstream);
    }

    [Fact]
    public void List_ThatChangesAfterThePlanWasMade_ChangesNothing()
    {
        List<ModelRef> provides = [Data.Of("a")];
        var plan = Nodes.Orchestrate(new FaultyTask { ProvidesOf = () => provides }).Plan;

        provides.Add(Data.Of("b"));

        Assert.Equal(["Data.a"], plan.Tasks[0].Provides);
    }

    [Fact]
    public void Ranges_OfReferencesThatAreShared_BelongToEachTaskThatRequiresThem()
    {
        var range = Model.Of<Daily>().Last(3);
        var tasks = new TaskNode[]
        {
            EtlTask.Create("Load", [], [Model.Of<Daily>()], (_, _) => Task.CompletedTask),
            EtlTask.Create("Three", [range], [], (_, _) => Task.CompletedTask),
            EtlTask.Create("Own", [Model.Of<Daily>()], [], (_, _) => Task.CompletedTask),
            EtlTask.Create("ThreeToo", [range], [], (_, _) => Task.CompletedTask),
        };

        var plan = Nodes.Orchestrate(tasks).Plan;

        Assert.Equal([null, 3, null, 3], plan.Tasks.Select(task => task.Ranges?["Daily"].Count));
        Assert.Equal(4, plan.Tasks.Count);
    }

    [Fact]
    public void AllModels_OfAPipeline_AreItsDistinctModels()
    {
        var shared = Data.Of("a");
        var pipeline = new Pipeline("shop", [
            EtlTask.Create("Load", [], [shared], (_, _) => Task.CompletedTask),
            EtlTask.Create("Copy", [shared, Data.Of("x")], [Data.Of("b")], (_, _) => Task.CompletedTask)])
        { ExternalModels = [Data.Of("x")] };

        Assert.Equal(["Data.a", "Data.x", "Data.b"], pipeline.AllModels().Select(model => model.Name));
        Assert.True(pipeline.ProvidesModel("Data.b"));
        Assert.False(pipeline.ProvidesModel("Data.x"));
    }

    private static EtlTask[] Tasks(int nodeCount, List<(int From, int To)> edges, Func<int, ModelRef> reference) =>
        [.. Enumerable.Range(0, nodeCount).Select(node => EtlTask.Create(
            $"T{node}",
            [.. edges.Where(edge => edge.To == node).Select(edge => reference(edge.From))],
            [reference(node)],
            (_, _) => Task.CompletedTask))];

    private static IEnumerable<string> Facts(ExecutionPlan plan) =>
        plan.Tasks.Select(task => $"{task.Name} {task.Level} {string.Join(',', task.Requires)} {string.Join(',', task.Provides)} {string.Join(',', task.Upstream)}");

    private sealed class Daily : Model<Row>
    {
        public override PartitionBy PartitionBy => PartitionBy.Day;
    }
}
