namespace Etl.Core.Planning;

/// <summary>The edges of a plan. Its tasks are the nodes, by their numbers; a plan of fewer tasks than the pipeline has leaves numbers out.</summary>
internal sealed class PlanGraph
{
    private readonly PlannedTask[] _tasks;
    private readonly DependencyGraph? _graph;
    private readonly int[] _position;

    /// <summary>A graph without edges, for tasks that have no place yet.</summary>
    /// <param name="uses">The models of all tasks of the pipeline, by their numbers.</param>
    public PlanGraph(ModelUses uses)
    {
        Uses = uses;
        _tasks = [];
        _position = [];
    }

    /// <summary>The graph of tasks that have no other edges than those in <paramref name="graph"/>.</summary>
    /// <param name="tasks">In run order.</param>
    /// <param name="numbers">Of these tasks.</param>
    /// <param name="graph">Of all numbers.</param>
    public PlanGraph(PlannedTask[] tasks, int[] numbers, DependencyGraph graph)
    {
        Uses = tasks is [var first, ..] ? first.Uses : new ModelUses();
        _tasks = tasks;
        _graph = graph;
        _position = new int[graph.NodeCount];
        for (var position = 0; position < tasks.Length; position++)
        {
            _position[numbers[position]] = position;
        }
    }

    /// <summary>The models of all tasks of the pipeline, by their numbers. Here, because it is the same for all tasks, of which there may be a million.</summary>
    public ModelUses Uses { get; }

    /// <summary>How many tasks the pipeline has, numbers that are left out included.</summary>
    public int NodeCount => _position.Length;

    /// <summary>The positions in run order of the tasks that provide what a task requires, in that order.</summary>
    public int[] Upstream(int task)
    {
        ReadOnlySpan<int> upstream = _graph is null ? [] : _graph.Upstream(task);
        var positions = new int[upstream.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = _position[upstream[i]];
        }

        Array.Sort(positions);
        return positions;
    }

    /// <summary>The names of these tasks.</summary>
    public IReadOnlyList<string> UpstreamNames(int task)
    {
        var positions = Upstream(task);
        return positions.Length == 0 ? [] : Array.ConvertAll(positions, position => _tasks[position].Name);
    }
}
