using Etl.Core.Planning;

namespace Etl.Core.Tests.Planning;

public sealed class DependencyGraphTests
{
    [Fact]
    public void Graph_WithoutNodes_HasAnEmptyOrder()
    {
        var graph = new DependencyGraph(0, []);

        Assert.Empty(graph.TopologicalOrder(out var levels));
        Assert.Empty(levels);
        Assert.Empty(graph.CyclicComponents());
    }

    [Fact]
    public void ParallelEdges_CountOnceEach()
    {
        var graph = new DependencyGraph(2, [(1, 0), (1, 0)]);

        Assert.Equal([1, 0], graph.TopologicalOrder(out var levels));
        Assert.Equal([2, 1], levels);
        Assert.Equal([0, 0], graph.Downstream(1).ToArray());
    }

    [Fact]
    public void NodeThatDependsOnItself_IsACycleOfOne()
    {
        var graph = new DependencyGraph(2, [(1, 1)]);

        Assert.Equal([[1]], graph.CyclicComponents());
        Assert.Equal([1], graph.ShortestCycle([1]));
    }

    [Fact]
    public void NodesBehindACycle_AreLeftOutOfTheOrderAndHaveNoLevel()
    {
        var graph = new DependencyGraph(4, [(0, 1), (1, 0), (1, 2)]);

        Assert.Equal([3], graph.TopologicalOrder(out var levels));
        Assert.Equal([0, 0, 0, 1], levels);
    }

    [Fact]
    public void Order_CanBeAskedForAgain()
    {
        var graph = new DependencyGraph(2, [(1, 0)]);

        Assert.Equal(graph.TopologicalOrder(out _), graph.TopologicalOrder(out _));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 0)]
    [InlineData(-1, 0)]
    public void Edge_ToANodeThatDoesNotExist_IsRefused(int from, int to)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new DependencyGraph(2, [(from, to)]));

        Assert.StartsWith($"Edge {from} -> {to} leaves the graph of 2 nodes, which are numbered from 0.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShortestCycle_OfNodesWithoutOne_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new DependencyGraph(2, [(0, 1)]).ShortestCycle([0]));

    [Fact]
    public void CyclicComponents_OfAMillionNodesInARing_NeedNoRecursion()
    {
        const int Length = 1_000_000;
        var graph = new DependencyGraph(Length, [.. Enumerable.Range(0, Length).Select(node => (node, (node + 1) % Length))]);

        Assert.Equal(Length, Assert.Single(graph.CyclicComponents()).Length);
    }
}
