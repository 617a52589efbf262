using Etl.Core.Partitions;
using Etl.Core.Planning;
using Etl.Core.Tasks;

namespace Etl.Core.Registry;

/// <summary>What an orchestration knows of a task: names and policy, fixed when the run was claimed.</summary>
public sealed record TaskDescriptor(
    string Name,
    string Group,
    IReadOnlyList<string> Requires,
    IReadOnlyList<string> Provides,
    TaskPolicy Policy)
{
    /// <summary>The task's name; it becomes part of names of records.</summary>
    /// <exception cref="ArgumentException">It can't be one.</exception>
    public string Name { get; init; } = TaskName.IsValid(Name) ? Name : throw new ArgumentException($"'{Name}' can't be the name of a task.", nameof(Name));

    /// <summary>The partitions that it reads of models of which it reads more than the run's own; null when there are none.</summary>
    public SortedDictionary<string, PartitionInterval>? Ranges { get; init; }

    /// <summary>The partitions of a required model that the task reads; null for just the run's own, or the whole.</summary>
    public PartitionInterval? RangeOf(string model) => Ranges?.GetValueOrDefault(model);
}
