namespace Etl.Core.Tests.Support;

/// <summary>What the order and the levels mean, in the plainest words: O(V squared), for comparison with the real thing.</summary>
internal static class ReferenceSort
{
    /// <summary>Again and again the lowest node whose upstream nodes have all been taken; nodes that never become ready are left out.</summary>
    public static List<int> Order(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        var order = new List<int>();
        while (true)
        {
            var next = Enumerable.Range(0, nodeCount)
                .Where(node => !order.Contains(node) && edges.Where(edge => edge.To == node).All(edge => order.Contains(edge.From)))
                .Select(node => (int?)node)
                .FirstOrDefault();
            if (next is null)
            {
                return order;
            }

            order.Add(next.Value);
        }
    }

    /// <summary>1 + the highest level among the upstream nodes. The graph has no cycle.</summary>
    public static int Level(int node, IReadOnlyList<(int From, int To)> edges) =>
        1 + edges.Where(edge => edge.To == node).Select(edge => Level(edge.From, edges)).DefaultIfEmpty(0).Max();

    /// <summary>Every node that can be reached from another in at least one step.</summary>
    public static HashSet<int> Reachable(int from, IReadOnlyList<(int From, int To)> edges)
    {
        var reached = new HashSet<int>();
        var open = new Queue<int>([from]);
        while (open.TryDequeue(out var node))
        {
            foreach (var edge in edges.Where(edge => edge.From == node && reached.Add(edge.To)))
            {
                open.Enqueue(edge.To);
            }
        }

        return reached;
    }
}
