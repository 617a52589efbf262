using Etl.Core.Tasks;

namespace Etl.Core.Tests.Support;

/// <summary>One edge of a generated graph; the numbers are taken modulo the number of nodes.</summary>
public sealed record Edge(byte From, byte To);

/// <summary>
/// A graph for property tests. FsCheck makes and shrinks its raw numbers; whatever they are, they mean a graph.
/// </summary>
public sealed record Graph(byte Size, Edge[] Edges, byte[] Shuffle)
{
    private const int MaxNodes = 12;

    public int NodeCount => (Size % MaxNodes) + 1;

    /// <summary>Without repetition and without loops of one node; may have cycles.</summary>
    public List<(int From, int To)> AnyEdges() =>
        [.. Edges.Select(edge => (From: edge.From % NodeCount, To: edge.To % NodeCount)).Where(edge => edge.From != edge.To).Distinct()];

    /// <summary>The same, turned round where needed, so that there is no cycle; not in the order of the numbers.</summary>
    public List<(int From, int To)> AcyclicEdges()
    {
        var rank = Permutation();
        return [.. AnyEdges().Select(edge => rank[edge.From] < rank[edge.To] ? edge : (From: edge.To, To: edge.From)).Distinct()];
    }

    /// <summary>The numbers of the nodes in another order, which depends on <see cref="Shuffle"/> only.</summary>
    public int[] Permutation() =>
        [.. Enumerable.Range(0, NodeCount).OrderBy(node => node < Shuffle.Length ? Shuffle[node] : byte.MaxValue - node).ThenBy(node => node)];

    /// <summary>Node 3 is task <c>T3</c>, which provides <c>Data.3</c> and requires the models of the nodes that it depends on.</summary>
    public static TaskNode[] ToTasks(int nodeCount, IReadOnlyList<(int From, int To)> edges) =>
        [.. Enumerable.Range(0, nodeCount).Select(TaskNode (node) => Nodes.Task(
            $"T{node}",
            requires: [.. edges.Where(edge => edge.To == node).Select(edge => $"{edge.From}")],
            provides: [$"{node}"]))];
}
