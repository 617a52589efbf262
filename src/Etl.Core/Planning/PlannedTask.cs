using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>A task with its place in a plan. Its declarations were read once and do not change.</summary>
public sealed class PlannedTask
{
    private const int MaxSearched = 8;
    private readonly GroupPath _group;
    private readonly HashSet<string>? _requires;
    private readonly HashSet<string>? _provides;

    internal PlannedTask(EtlTask task, string name, GroupPath group, IReadOnlyList<string> requires, IReadOnlyList<string> provides, TaskPolicy policy)
    {
        Task = task;
        Name = name;
        Requires = requires;
        Provides = provides;
        Policy = policy;
        _group = group;
        _requires = IndexOf(requires);
        _provides = IndexOf(provides);
    }

    /// <summary>The task itself.</summary>
    public EtlTask Task { get; }

    /// <summary>Unique in the plan.</summary>
    public string Name { get; }

    /// <summary>The names of the groups it is in, outermost first, joined with a slash; empty at the top.</summary>
    public string GroupPath => _group.ToString();

    /// <summary>Model names, without repetition, in the order they were declared.</summary>
    public IReadOnlyList<string> Requires { get; }

    /// <summary>Model names, without repetition, in the order they were declared.</summary>
    public IReadOnlyList<string> Provides { get; }

    /// <summary>Read once, when the plan was made.</summary>
    public TaskPolicy Policy { get; }

    /// <summary>1 + the highest level among the upstream tasks; the first level is 1.</summary>
    public int Level { get; internal set; }

    /// <summary>The names of the tasks that provide what this one requires, in run order.</summary>
    public IReadOnlyList<string> Upstream { get; internal set; } = [];

    internal bool DeclaresInput(string model) => _requires?.Contains(model) ?? Requires.Contains(model, StringComparer.Ordinal);

    internal bool DeclaresOutput(string model) => _provides?.Contains(model) ?? Provides.Contains(model, StringComparer.Ordinal);

    // A hash set is larger than the few names that most tasks have, which shows in a plan of a million.
    private static HashSet<string>? IndexOf(IReadOnlyList<string> names) =>
        names.Count > MaxSearched ? new HashSet<string>(names, StringComparer.Ordinal) : null;
}
