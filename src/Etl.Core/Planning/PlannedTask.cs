using Etl.Core.Partitions;
using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>A task with its place in a plan. Its declarations were read once and do not change.</summary>
public sealed class PlannedTask
{
    private const int MaxSearched = 8;
    private readonly HashSet<string>? _requires;
    private readonly HashSet<string>? _provides;

    internal PlannedTask(EtlTask task, string name, GroupPath group, IReadOnlyList<string> requires, IReadOnlyList<string> provides, TaskPolicy policy)
    {
        Task = task;
        Name = name;
        Requires = requires;
        Provides = provides;
        Policy = policy;
        Group = group;
        _requires = IndexOf(requires);
        _provides = IndexOf(provides);
    }

    /// <summary>The task itself.</summary>
    public EtlTask Task { get; }

    /// <summary>Unique in the plan.</summary>
    public string Name { get; }

    /// <summary>The names of the groups it is in, outermost first, joined with a slash; empty at the top.</summary>
    public string GroupPath => Group.ToString();

    /// <summary>Its own tags, then those of the groups around it from the innermost outwards, without repetition. Put together when asked for.</summary>
    public IReadOnlyList<string> Tags
    {
        get
        {
            var tags = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
            foreach (var tag in OwnTags.Concat(Group.TagsOutwards()))
            {
                tags.TryAdd(tag, true);
            }

            return [.. tags.Keys];
        }
    }

    /// <summary>Model names, without repetition, in the order they were declared.</summary>
    public IReadOnlyList<string> Requires { get; }

    /// <summary>Model names, without repetition, in the order they were declared.</summary>
    public IReadOnlyList<string> Provides { get; }

    /// <summary>Required models of which the task reads more than the run's own partition; null when there are none.</summary>
    public IReadOnlyDictionary<string, PartitionRange>? Ranges { get; internal init; }

    /// <summary>Read once, when the plan was made.</summary>
    public TaskPolicy Policy { get; }

    /// <summary>1 + the highest level among the upstream tasks; the first level is 1.</summary>
    public int Level { get; internal set; }

    /// <summary>The names of the tasks that provide what this one requires, in run order.</summary>
    public IReadOnlyList<string> Upstream { get; internal set; } = [];

    internal GroupPath Group { get; }

    internal IReadOnlyList<string> OwnTags { get; init; } = [];

    /// <summary>The same task in a plan of fewer tasks.</summary>
    internal PlannedTask At(int level, IReadOnlyList<string> upstream)
    {
        var task = (PlannedTask)MemberwiseClone();
        task.Level = level;
        task.Upstream = upstream;
        return task;
    }

    internal bool DeclaresInput(string model) => _requires?.Contains(model) ?? Requires.Contains(model, StringComparer.Ordinal);

    internal bool DeclaresOutput(string model) => _provides?.Contains(model) ?? Provides.Contains(model, StringComparer.Ordinal);

    // A hash set is larger than the few names that most tasks have, which shows in a plan of a million.
    private static HashSet<string>? IndexOf(IReadOnlyList<string> names) =>
        names.Count > MaxSearched ? new HashSet<string>(names, StringComparer.Ordinal) : null;
}
