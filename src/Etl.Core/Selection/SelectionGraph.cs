using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>Walks the dependency graph of a plan. Tasks are numbered in run order; sets of them are arrays of flags.</summary>
internal sealed class SelectionGraph
{
    private readonly Lazy<DependencyGraph> _graph;

    public SelectionGraph(ExecutionPlan plan)
    {
        Tasks = plan.Tasks;
        Numbers = new Dictionary<string, int>(Tasks.Count, StringComparer.Ordinal);
        for (var i = 0; i < Tasks.Count; i++)
        {
            Numbers.Add(Tasks[i].Name, i);
        }

        _graph = new(() => new DependencyGraph(Tasks.Count, [.. Tasks.SelectMany((task, to) => plan.Graph.Upstream(task.Number).Select(from => (from, to)))]));
    }

    public IReadOnlyList<PlannedTask> Tasks { get; }

    public Dictionary<string, int> Numbers { get; }

    /// <summary>The tasks that can be reached from a set in a number of steps, and the set itself.</summary>
    public bool[] Reach(bool[] from, int? upstream, int? downstream)
    {
        if (upstream is null && downstream is null)
        {
            return from;
        }

        var reached = (bool[])from.Clone();
        Walk(node => _graph.Value.Upstream(node), from, upstream, reached);
        Walk(node => _graph.Value.Downstream(node), from, downstream, reached);
        return reached;
    }

    private static void Walk(Func<int, ReadOnlySpan<int>> neighbours, bool[] from, int? levels, bool[] reached)
    {
        if (levels is null)
        {
            return;
        }

        var seen = (bool[])from.Clone();
        var step = Enumerable.Range(0, from.Length).Where(task => from[task]).ToList();
        for (var level = 0; level < levels && step.Count > 0; level++)
        {
            var next = new List<int>();
            foreach (var task in step)
            {
                foreach (var neighbour in neighbours(task))
                {
                    if (!seen[neighbour])
                    {
                        seen[neighbour] = reached[neighbour] = true;
                        next.Add(neighbour);
                    }
                }
            }

            step = next;
        }
    }
}
