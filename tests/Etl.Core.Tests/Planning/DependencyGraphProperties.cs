using Etl.Core.Planning;
using Etl.Core.Tests.Support;

namespace Etl.Core.Tests.Planning;

/// <summary>The graph algorithms against plain reference implementations, on random graphs with and without cycles.</summary>
public sealed class DependencyGraphProperties
{
    [Fact]
    public void Order_IsThatOfTheReference() => GraphProperty.ForAll(graph =>
    {
        foreach (var edges in new[] { graph.AcyclicEdges(), graph.AnyEdges() })
        {
            Assert.Equal(ReferenceSort.Order(graph.NodeCount, edges), new DependencyGraph(graph.NodeCount, edges).TopologicalOrder(out _));
        }
    });

    [Fact]
    public void Levels_AreOneMoreThanTheHighestUpstreamLevel() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();

        new DependencyGraph(graph.NodeCount, edges).TopologicalOrder(out var levels);

        Assert.Equal(Enumerable.Range(0, graph.NodeCount).Select(node => ReferenceSort.Level(node, edges)), levels);
    });

    [Fact]
    public void CyclicComponents_AreTheNodesThatReachEachOther() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AnyEdges();
        var reachable = Enumerable.Range(0, graph.NodeCount).ToDictionary(node => node, node => ReferenceSort.Reachable(node, edges));
        var expected = Enumerable.Range(0, graph.NodeCount)
            .Where(node => reachable[node].Contains(node))
            .GroupBy(node => reachable[node].Where(other => reachable[other].Contains(node)).Min())
            .OrderBy(component => component.Key)
            .Select(component => component.ToArray());

        Assert.Equal(expected, new DependencyGraph(graph.NodeCount, edges).CyclicComponents());
    });

    [Fact]
    public void ShortestCycle_IsACycleOfItsComponentAndNoneThroughItsFirstNodeIsShorter() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AnyEdges();
        var dependencies = new DependencyGraph(graph.NodeCount, edges);
        foreach (var component in dependencies.CyclicComponents())
        {
            var cycle = dependencies.ShortestCycle(component);

            Assert.Equal(component[0], cycle[0]);
            Assert.Equal(cycle.Count, cycle.Distinct().Count());
            Assert.All(cycle, node => Assert.Contains(node, component));
            Assert.All(cycle.Zip([.. cycle.Skip(1), cycle[0]]), step => Assert.Contains((step.First, step.Second), edges));
            Assert.Equal(LengthOfAShortestCycle(component[0], edges), cycle.Count);
        }
    });

    [Fact]
    public void Order_LeavesOutNothingExactlyWhenThereIsNoCycle() => GraphProperty.ForAll(graph =>
    {
        var dependencies = new DependencyGraph(graph.NodeCount, graph.AnyEdges());

        Assert.Equal(dependencies.CyclicComponents().Count == 0, dependencies.TopologicalOrder(out _).Length == graph.NodeCount);
    });

    [Fact]
    public void Edges_GivenInAnotherOrder_ChangeNothing() => GraphProperty.ForAll(graph =>
    {
        var edges = graph.AcyclicEdges();
        var backwards = edges.AsEnumerable().Reverse().ToList();

        Assert.Equal(
            new DependencyGraph(graph.NodeCount, edges).TopologicalOrder(out _),
            new DependencyGraph(graph.NodeCount, backwards).TopologicalOrder(out _));
    });

    private static int LengthOfAShortestCycle(int start, List<(int From, int To)> edges)
    {
        var reached = new HashSet<int> { start };
        for (var length = 1; ; length++)
        {
            reached = [.. edges.Where(edge => reached.Contains(edge.From)).Select(edge => edge.To)];
            if (reached.Contains(start))
            {
                return length;
            }
        }
    }
}
