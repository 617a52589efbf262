namespace Etl.Core.Planning;

/// <summary>
/// A directed graph of numbered nodes in compressed sparse row form. All of its algorithms are iterative and take
/// O(V + E), the order O(V log V + E), so a chain of a million nodes is as safe as a short one.
/// </summary>
public sealed class DependencyGraph
{
    private readonly int[] _downstreamStart;
    private readonly int[] _downstream;
    private readonly int[] _upstreamCount;

    /// <summary>A graph of nodes 0 to <paramref name="nodeCount"/> - 1. Parallel edges are allowed and count once each.</summary>
    /// <param name="nodeCount">How many nodes there are.</param>
    /// <param name="edges">From the node that comes first to the one that depends on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge names a node that does not exist.</exception>
    public DependencyGraph(int nodeCount, IReadOnlyList<(int From, int To)> edges)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nodeCount);
        ArgumentNullException.ThrowIfNull(edges);
        _downstreamStart = new int[nodeCount + 1];
        _downstream = new int[edges.Count];
        _upstreamCount = new int[nodeCount];
        foreach (var (from, to) in edges)
        {
            if ((uint)from >= (uint)nodeCount || (uint)to >= (uint)nodeCount)
            {
                throw new ArgumentOutOfRangeException(nameof(edges), $"Edge {from} -> {to} leaves the graph of {nodeCount} nodes, which are numbered from 0.");
            }

            _downstreamStart[from + 1]++;
            _upstreamCount[to]++;
        }

        for (var node = 0; node < nodeCount; node++)
        {
            _downstreamStart[node + 1] += _downstreamStart[node];
        }

        var next = _downstreamStart.AsSpan(0, nodeCount).ToArray();
        foreach (var (from, to) in edges)
        {
            _downstream[next[from]++] = to;
        }
    }

    /// <summary>How many nodes there are.</summary>
    public int NodeCount => _upstreamCount.Length;

    /// <summary>How many edges lead to a node.</summary>
    public int UpstreamCount(int node) => _upstreamCount[node];

    /// <summary>The nodes that depend on a node, in the order their edges were given.</summary>
    public ReadOnlySpan<int> Downstream(int node) => _downstream.AsSpan(_downstreamStart[node], _downstreamStart[node + 1] - _downstreamStart[node]);

    /// <summary>
    /// Kahn's algorithm with a priority queue: among the nodes that are ready the lowest comes first.
    /// Nodes on a cycle, and nodes that depend on one, are left out.
    /// </summary>
    /// <param name="levels">For each node of the order 1 + the highest level among the nodes it depends on; 0 for nodes left out.</param>
    public int[] TopologicalOrder(out int[] levels)
    {
        // Copied: the graph itself stays immutable.
        var waiting = _upstreamCount.AsSpan().ToArray();
        levels = new int[NodeCount];
        var ready = new PriorityQueue<int, int>();
        for (var node = 0; node < NodeCount; node++)
        {
            if (waiting[node] == 0)
            {
                levels[node] = 1;
                ready.Enqueue(node, node);
            }
        }

        var order = new int[NodeCount];
        var count = 0;
        var reached = new int[NodeCount];
        while (ready.TryDequeue(out var node, out _))
        {
            order[count++] = node;
            var nextLevel = levels[node] + 1;
            foreach (var dependent in Downstream(node))
            {
                reached[dependent] = Math.Max(reached[dependent], nextLevel);
                if (--waiting[dependent] == 0)
                {
                    levels[dependent] = reached[dependent];
                    ready.Enqueue(dependent, dependent);
                }
            }
        }

        return count == NodeCount ? order : order[..count];
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
                    nextEdge[node] = _downstreamStart[node];
                }

                if (nextEdge[node] < _downstreamStart[node + 1])
                {
                    var dependent = _downstream[nextEdge[node]++];
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

                    if (members.Count > 1 || Downstream(node).Contains(node))
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
}
