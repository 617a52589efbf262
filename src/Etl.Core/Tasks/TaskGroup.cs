namespace Etl.Core.Tasks;

/// <summary>A named list of tasks and groups. The orchestrator expands it in place, depth first and in order; its name stays on the tasks as their group path.</summary>
public sealed class TaskGroup : TaskNode
{
    /// <summary>A group of the given tasks and groups.</summary>
    public TaskGroup(string name, IEnumerable<TaskNode> nodes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(nodes);
        Name = name;
        Nodes = [.. nodes];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Labels for selection; all tasks and groups in the group have them too.</summary>
    public IReadOnlyList<string> Tags
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = [.. value];
        }
    }
    = [];

    /// <summary>In the order they were given.</summary>
    public IReadOnlyList<TaskNode> Nodes { get; }
}
