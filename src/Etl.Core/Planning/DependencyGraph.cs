using System.Runtime.InteropServices;

namespace Etl.Core.Planning;

/// <summary>
/// A directed graph of numbered nodes in compressed sparse row form. Its algorithms are iterative and take O(V + E), so a chain
/// of a million nodes is as safe as a short one. Immutable, and safe for use by several threads.
/// </summary>
public sealed class DependencyGraph
{
    private readonly Rows _upstream;
    private Rows? _downstream;

    /// <summary>A graph of nodes 0 to <paramref name="nodeCount"/> - 1. Parallel edges are allowed and count once each.</summary>
    /// <param name="nodeCount">How many nodes there are.</param>
    /// <param name="edges">From the node that comes first to the one that depends on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge names a node that does not exist.</exception>
    public DependencyGraph(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodeCount);
        ArgumentNullException.ThrowIfNull(edges);
        var start = new int[nodeCount + 1];
        foreach (var (from, to) in edges)
        {
            if ((uint)from >= (uint)nodeCount || (uint)to >= (uint)nodeCount)
            {
                throw new ArgumentOutOfRangeException(nameof(edges), $"Edge {from} -> {to} leaves the graph of {nodeCount} nodes, which are numbered from 0.");
            }

            start[to + 1]++;
        }

        Rows.AddUp(start);
        var nodes = new int[edges.Count];
        var next = start.AsSpan(0, nodeCount).ToArray();
        foreach (var (from, to) in edges)
        {
            nodes[next[to]++] = from;
        }

        _upstream = new Rows(start, nodes);
    }

    /// <summary>A graph of which the edges are known by the nodes that they lead to.</summary>
    /// <param name="upstreamStart">Where the upstream nodes of each node begin in <paramref name="upstream"/>, and where those of the last one end.</param>
    /// <param name="upstream">Nodes of the graph; may be longer than is used.</param>
    internal DependencyGraph(int[] upstreamStart, int[] upstream) => _upstream = new Rows(upstreamStart, upstream);

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _upstream.Count;

    /// <summary>How many edges lead to a node.</summary>
    public int UpstreamCount(int node) => Upstream(node).Length;

    /// <summary>The nodes that a node depends on, in the order their edges were given.</summary>
    public ReadOnlySpan<int> Upstream(int node) => _upstream[node];

    /// <summary>The nodes that depend on a node, in ascending order.</summary>
    public ReadOnlySpan<int> Downstream(int node) => DownstreamRows()[node];

    /// <summary>
    /// Among the nodes that are ready the lowest comes first. Nodes on a cycle, and nodes that depend on one, are left out.
    /// </summary>
    /// <param name="levels">For each node of the order 1 + the highest level among the nodes it depends on; 0 for nodes left out.</param>
    public int[] TopologicalOrder(out int[] levels)
    {
        levels = new int[NodeCount];
        return IsInOrder(levels) ? [.. Enumerable.Range(0, NodeCount)] : OrderByReadiness(levels);
    }

    /// <summary>For each node the length of the longest path from it to an end, in nodes: 1 for a node that nothing depends on. Nodes that <see cref="TopologicalOrder"/> leaves out have 0, and count as 0 for others.</summary>
    public int[] Heights()
    {
        var heights = new int[NodeCount];
        var order = TopologicalOrder(out _);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var height = 1;
            foreach (var dependent in Downstream(order[i]))
            {
                height = Math.Max(height, heights[dependent] + 1);
            }

            heights[order[i]] = height;
        }

        return heights;
    }

    /// <summary>
    /// The strongly connected components that hold a cycle, by Tarjan's algorithm. Members are in ascending order, and so are
    /// the components by their first member.
    /// </summary>
    public IReadOnlyList<int[]> CyclicComponents()
    {
        const int Unvisited = -1;
        var downstream = DownstreamRows();
        var index = new int[NodeCount];
        var low = new int[NodeCount];
        var nextEdge = new int[NodeCount];
        var onStack = new bool[NodeCount];
        Array.Fill(index, Unvisited);
        var visited = 0;
        var stack = new Stack<int>();
        var path = new Stack<int>();
        var components = new List<int[]>();
        for (var root = 0; root < NodeCount; root++)
        {
            if (index[root] != Unvisited)
            {
                continue;
            }

            path.Push(root);
            while (path.TryPeek(out var node))
            {
                if (index[node] == Unvisited)
                {
                    index[node] = low[node] = visited++;
                    stack.Push(node);
                    onStack[node] = true;
                    nextEdge[node] = downstream.Start[node];
                }

                if (nextEdge[node] < downstream.Start[node + 1])
                {
                    var dependent = downstream.Nodes[nextEdge[node]++];
                    if (index[dependent] == Unvisited)
                    {
                        path.Push(dependent);
                    }
                    else if (onStack[dependent])
                    {
                        low[node] = Math.Min(low[node], index[dependent]);
                    }

                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var parent))
                {
                    low[parent] = Math.Min(low[parent], low[node]);
                }

                if (low[node] == index[node])
                {
                    var members = new List<int>();
                    int member;
                    do
                    {
                        member = stack.Pop();
                        onStack[member] = false;
                        members.Add(member);
                    }
                    while (member != node);

                    if (members.Count > 1 || downstream[node].Contains(node))
                    {
                        members.Sort();
                        components.Add([.. members]);
                    }
                }
            }
        }

        components.Sort((a, b) => a[0].CompareTo(b[0]));
        return components;
    }

    /// <summary>A shortest cycle through the first member of a component, by breadth-first search; the first node is not repeated.</summary>
    public IReadOnlyList<int> ShortestCycle(IReadOnlyList<int> component)
    {
        var start = component[0];
        var members = component.ToHashSet();
        var cameFrom = new Dictionary<int, int>();
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var dependent in Downstream(node))
            {
                if (dependent == start)
                {
                    var cycle = new List<int> { node };
                    while (node != start)
                    {
                        cycle.Add(node = cameFrom[node]);
                    }

                    cycle.Reverse();
                    return cycle;
                }

                if (members.Contains(dependent) && cameFrom.TryAdd(dependent, node))
                {
                    queue.Enqueue(dependent);
                }
            }
        }

        throw new ArgumentException($"Node {start} is on no cycle.", nameof(component));
    }

    /// <summary>Whether each node comes after all that it depends on. Most pipelines are given like that, and then need no sorting.</summary>
    private bool IsInOrder(int[] levels)
    {
        for (var node = 0; node < levels.Length; node++)
        {
            var level = 0;
            foreach (var upstream in _upstream[node])
            {
                if (upstream >= node)
                {
                    return false;
                }

                level = Math.Max(level, levels[upstream]);
            }

            levels[node] = level + 1;
        }

        return true;
    }

    /// <summary>Kahn's algorithm.</summary>
    private int[] OrderByReadiness(int[] levels)
    {
        var downstream = DownstreamRows();
        var states = new NodeState[NodeCount];
        var ready = new LowestFirstSet(NodeCount);
        for (var node = 0; node < states.Length; node++)
        {
            states[node].Waiting = _upstream[node].Length;
            if (states[node].Waiting == 0)
            {
                ready.Add(node);
            }
        }

        var order = new int[NodeCount];
        var count = 0;
        while (ready.TryTakeLowest(out var node))
        {
            order[count++] = node;
            var level = states[node].UpstreamLevel + 1;
            foreach (var dependent in downstream[node])
            {
                ref var state = ref states[dependent];
                state.UpstreamLevel = Math.Max(state.UpstreamLevel, level);
                if (--state.Waiting == 0)
                {
                    ready.Add(dependent);
                }
            }
        }

        for (var node = 0; node < states.Length; node++)
        {
            levels[node] = states[node].Waiting == 0 ? states[node].UpstreamLevel + 1 : 0;
        }

        return count == NodeCount ? order : order[..count];
    }

    private Rows DownstreamRows() => _downstream ??= _upstream.Turned();

    /// <summary>Both are needed at the same time, so they lie side by side.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NodeState
    {
        /// <summary>For how many upstream nodes.</summary>
        public int Waiting;

        /// <summary>The highest so far.</summary>
        public int UpstreamLevel;
    }

    /// <summary>The neighbours of each node in one direction, one node after another.</summary>
    private sealed class Rows(int[] start, int[] nodes)
    {
        public int[] Start => start;

        public int[] Nodes => nodes;

        public int Count => start.Length - 1;

        public ReadOnlySpan<int> this[int node] => nodes.AsSpan(start[node], start[node + 1] - start[node]);

        /// <summary>Makes ends of lengths; starts, if they are given one place further on.</summary>
        public static void AddUp(int[] lengths)
        {
            for (var i = 1; i < lengths.Length; i++)
            {
                lengths[i] += lengths[i - 1];
            }
        }

        /// <summary>The same edges in the other direction, by counting sort.</summary>
        public Rows Turned()
        {
            var turnedStart = new int[start.Length];
            var used = nodes.AsSpan(0, start[^1]);
            foreach (var node in used)
            {
                turnedStart[node]++;
            }

            // Now each has the end of its row, which becomes the start as the row is filled from there.
            AddUp(turnedStart);
            var turned = new int[used.Length];
            for (var node = Count - 1; node >= 0; node--)
            {
                foreach (var neighbour in this[node])
                {
                    turned[--turnedStart[neighbour]] = node;
                }
            }

            return new Rows(turnedStart, turned);
        }
    }
}
