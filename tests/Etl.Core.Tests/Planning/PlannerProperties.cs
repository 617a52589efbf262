using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Planning;

/// <summary>The rules of the Orchestrator, for random pipelines.</summary>
public sealed class PlannerProperties
{
    [Fact]
    public void EveryTask_ComesAfterItsUpstreamTasks() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();

        var plan = Nodes.Orchestrate(Graph.ToTasks(graph.NodeCount, edges)).Plan;

        Assert.Equal(graph.NodeCount, plan.Tasks.Count);
        var position = plan.Tasks.Select((task, i) => (task.Name, i)).ToDictionary(StringComparer.Ordinal);
        Assert.All(edges, edge => Assert.True(position[$"T{edge.From}"] < position[$"T{edge.To}"], $"T{edge.From} comes after T{edge.To}"));
    });

    [Fact]
    public void Order_IsThatOfTheReference() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();

        Assert.Equal(ReferenceSort.Order(graph.NodeCount, edges).Select(node => $"T{node}"), Nodes.Order(Graph.ToTasks(graph.NodeCount, edges)));
    });

    [Fact]
    public void Plan_IsTheSameEachTime() => GraphProperty.ForAll(graph =>
    {
        var tasks = Graph.ToTasks(graph.NodeCount, graph.AcyclicEdges());

        Assert.Equal(Nodes.Order(tasks), Nodes.Order(tasks));
    });

    [Fact]
    public void Levels_AreMinimalInRunOrderAndFreeOfDependencies() => GraphProperty.ForAll(graph =>
    {
        var plan = Nodes.Orchestrate(Graph.ToTasks(graph.NodeCount, graph.AcyclicEdges())).Plan;

        var byName = plan.Tasks.ToDictionary(task => task.Name, StringComparer.Ordinal);
        Assert.All(plan.Tasks, task => Assert.Equal(1 + task.Upstream.Select(name => byName[name].Level).DefaultIfEmpty(0).Max(), task.Level));
        Assert.Equal(plan.Tasks.OrderBy(task => task.Level), plan.Levels.SelectMany(level => level));
        Assert.All(plan.Levels, level => Assert.NotEmpty(level));
    });

    [Fact]
    public void TasksGivenInAnotherOrder_KeepTheirEdgesAndLevels() => GraphProperty.ForAll(graph =>
    {
        var tasks = Graph.ToTasks(graph.NodeCount, graph.AcyclicEdges());
        TaskNode[] shuffled = [.. graph.Permutation().Select(node => tasks[node])];

        var plan = Nodes.Orchestrate(tasks).Plan;
        var other = Nodes.Orchestrate(shuffled).Plan;

        Assert.Equal(Facts(plan), Facts(other));

        static IEnumerable<string> Facts(ExecutionPlan plan) => plan.Tasks
            .Select(task => $"{task.Name} {task.Level} {string.Join(',', task.Upstream.Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal);
    });

    [Fact]
    public void TasksGivenInAnotherOrder_HaveTheReferencesOrderOfThat() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();
        var tasks = Graph.ToTasks(graph.NodeCount, edges);
        var given = graph.Permutation();
        var renumbered = edges.ConvertAll(edge => (Array.IndexOf(given, edge.From), Array.IndexOf(given, edge.To)));

        Assert.Equal(
            ReferenceSort.Order(graph.NodeCount, renumbered).Select(node => $"T{given[node]}"),
            Nodes.Order([.. given.Select(node => tasks[node])]));
    });

    [Fact]
    public void Pipeline_IsRefusedExactlyWhenItHasACycle_AndEachCycleIsReal() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AnyEdges();
        var tasks = Graph.ToTasks(graph.NodeCount, edges);
        if (ReferenceSort.Order(graph.NodeCount, edges).Count == graph.NodeCount)
        {
            Assert.Equal(graph.NodeCount, Nodes.Order(tasks).Count);
            return;
        }

        var byName = tasks.Cast<EtlTask>().ToDictionary(task => task.Name, StringComparer.Ordinal);
        var cycles = Problems.Of(tasks).Problems.Cast<CircularDependencyProblem>().ToList();
        Assert.All(cycles, cycle =>
        {
            Assert.Equal(cycle.Path[0], cycle.Path[^1]);
            Assert.Equal(cycle.Path.Count - 1, cycle.Models.Count);
            for (var i = 0; i < cycle.Models.Count; i++)
            {
                Assert.Contains(byName[cycle.Path[i]].Provides(), model => model.Name == cycle.Models[i]);
                Assert.Contains(byName[cycle.Path[i + 1]].Requires(), model => model.Name == cycle.Models[i]);
            }
        });

        // No task is in two of the reported cycles: each stands for a component of its own.
        var members = cycles.SelectMany(cycle => cycle.Path.Skip(1)).ToList();
        Assert.Equal(members.Count, members.Distinct(StringComparer.Ordinal).Count());
    });

    [Fact]
    public void Groups_HoweverNested_PlanLikeTheFlatList() => GraphProperty.ForAll(graph =>
    {
        var tasks = Graph.ToTasks(graph.NodeCount, graph.AcyclicEdges());

        Assert.Equal(Nodes.Order(tasks), Nodes.Order([.. Nest(tasks, graph.Shuffle, 0)]));
    });

    [Fact]
    public async Task Run_OfAnyPipeline_RunsEveryTaskOnceInThePlannedOrder()
    {
        var graphs = new List<Graph>();
        GraphProperty.ForAll(graphs.Add, tests: 50);
        foreach (var graph in graphs)
        {
            var ran = new List<string>();
            var edges = graph.AcyclicEdges();
            EtlTask[] tasks = [.. Enumerable.Range(0, graph.NodeCount).Select(node => EtlTask.Create(
                $"T{node}",
                [.. edges.Where(edge => edge.To == node).Select(ModelRef (edge) => Data.Of($"{edge.From}"))],
                [Data.Of($"{node}")],
                (context, _) =>
                {
                    ran.Add($"T{node}");
                    return Task.FromResult(context.Output(Data.Of($"{node}")));
                }))];
            var orchestrator = new Orchestrator(JobContext.ForTest(), tasks);

            (await orchestrator.RunAsync()).EnsureSucceeded();

            Assert.Equal(orchestrator.Plan.Tasks.Select(task => task.Name), ran);
        }
    }

    /// <summary>Cuts a list into tasks and groups of groups, by random numbers.</summary>
    private static IEnumerable<TaskNode> Nest(IReadOnlyList<TaskNode> nodes, byte[] cuts, int depth)
    {
        for (var i = 0; i < nodes.Count;)
        {
            var size = cuts.Length == 0 || depth > 4 ? 1 : 1 + (cuts[(i + depth) % cuts.Length] % 4);
            var part = nodes.Skip(i).Take(size).ToList();
            i += size;
            yield return part.Count == 1 ? part[0] : new TaskGroup($"g{depth}-{i}", Nest(part, cuts, depth + 1));
        }
    }
}
