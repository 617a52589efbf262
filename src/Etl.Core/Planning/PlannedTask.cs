using Etl.Core.Partitions;
using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>A task with its place in a plan. Its declarations were read once and do not change. Safe for use by several threads.</summary>
public sealed class PlannedTask
{
    private PlanGraph _graph;
    private TaskDetails? _details;

    /// <summary>A task without a place in a plan.</summary>
    /// <param name="number">Of the tasks of the pipeline, in the order they were given; the first is 0.</param>
    /// <param name="declaration">All but its models.</param>
    /// <param name="edgeless">Has the models of all tasks.</param>
    internal PlannedTask(int number, in TaskDeclaration declaration, PlanGraph edgeless)
    {
        Number = number;
        Task = declaration.Task;
        Name = declaration.Name;
        Group = declaration.Group;
        Policy = declaration.Policy;
        _graph = edgeless;
        if (declaration.Tags.Count > 0)
        {
            _details = new TaskDetails { Tags = declaration.Tags };
        }
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
    public IReadOnlyList<string> Requires => RequiredNames();

    /// <summary>Model names, without repetition, in the order they were declared.</summary>
    public IReadOnlyList<string> Provides => ProvidedNames();

    /// <summary>Required models of which the task reads more than the run's own partition; null when there are none.</summary>
    public IReadOnlyDictionary<string, PartitionRange>? Ranges => _details?.Ranges;

    /// <summary>Read once, when the plan was made.</summary>
    public TaskPolicy Policy { get; }

    /// <summary>1 + the highest level among the upstream tasks; the first level is 1.</summary>
    public int Level { get; private set; }

    /// <summary>The names of the tasks that provide what this one requires, in run order.</summary>
    public IReadOnlyList<string> Upstream => Details().Upstream ??= _graph.UpstreamNames(Number);

    internal GroupPath Group { get; }

    internal ModelUses Uses => _graph.Uses;

    internal IReadOnlyList<string> OwnTags => _details?.Tags ?? [];

    /// <summary>Of the tasks of the pipeline, in the order they were given; the first is 0.</summary>
    internal int Number { get; }

    /// <summary>Gives the task its place, once.</summary>
    internal void Place(PlanGraph graph, int level)
    {
        _graph = graph;
        Level = level;
    }

    /// <summary>A model that is required twice is read in the wider range.</summary>
    internal void AddRange(string model, PartitionRange range)
    {
        var ranges = Details().Ranges ??= new(StringComparer.Ordinal);
        ranges[model] = ranges.TryGetValue(model, out var known) ? known.Union(range) : range;
    }

    /// <summary>The same task, for a place in another plan.</summary>
    internal PlannedTask WithoutPlace()
    {
        var task = (PlannedTask)MemberwiseClone();
        task._details = _details is null ? null : new TaskDetails { Tags = _details.Tags, Ranges = _details.Ranges, Requires = _details.Requires, Provides = _details.Provides };
        return task;
    }

    internal bool DeclaresInput(string model) => RequiredNames().Contains(model);

    internal bool DeclaresOutput(string model) => ProvidedNames().Contains(model);

    private ModelNames RequiredNames() => Details().Requires ??= Uses.Names(Uses.Required(Number));

    private ModelNames ProvidedNames() => Details().Provides ??= Uses.Names(Uses.Provided(Number));

    private TaskDetails Details() => _details ?? Interlocked.CompareExchange(ref _details, new TaskDetails(), null) ?? _details;
}
