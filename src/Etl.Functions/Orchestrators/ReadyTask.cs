using System.Text.Json.Serialization;
using Etl.Core.Registry;

namespace Etl.Functions.Orchestrators;

/// <summary>A task whose inputs are all there.</summary>
/// <param name="Task">What to run.</param>
/// <param name="Inputs">The exact version of each model that it requires, in that order; of a model that it reads as a range of partitions one for each partition.</param>
public sealed record ReadyTask(TaskDescriptor Task, IReadOnlyList<VersionId> Inputs)
{
    /// <summary>The version before the run's own of each model that it provides and that has one.</summary>
    public IReadOnlyList<VersionId> Previous { get; init; } = [];

    /// <summary>Null when it runs by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PackPlace? InPack { get; init; }
}
