using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>Walks the dependency graph of a plan. Tasks are numbered in run order; sets of them are arrays of flags.</summary>
internal sealed class SelectionGraph
{
    private readonly Lazy<DependencyGraph> _downstream;
    private readonly Lazy<DependencyGraph> _upstream;

    public SelectionGraph(ExecutionPlan plan)
    {
        Tasks = plan.Tasks;
        Numbers = new Dictionary<string, int>(Tasks.Count, StringComparer.Ordinal);
        for (var i = 0; i < Tasks.Count; i++)
        {
            Numbers.Add(Tasks[i].Name, i);
        }

        _downstream = new(() => new DependencyGraph(Tasks.Count, [.. Edges()]));
        _upstream = new(() => new DependencyGraph(Tasks.Count, [.. Edges().Select(edge => (edge.To, edge.From))]));
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
        Walk(_upstream, from, upstream, reached);
        Walk(_downstream, from, downstream, reached);
        return reached;
    }

    private static void Walk(Lazy<DependencyGraph> graph, bool[] from, int? levels, bool[] reached)
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
                foreach (var neighbour in graph.Value.Downstream(task))
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

    private IEnumerable<(int From, int To)> Edges() =>
        Tasks.SelectMany((task, to) => task.Upstream.Select(upstream => (Numbers[upstream], to)));
}
