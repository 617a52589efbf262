using System.Text.Json.Serialization;
using Etl.Core.Registry;

namespace Etl.Functions.Activities;

/// <summary>A task of a pack, in its first attempt.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Place">Its place in the pack.</param>
/// <param name="IsLastAttempt">A failure of this attempt is the task's outcome.</param>
/// <param name="Inputs">The exact version of each model that the task requires; of a model that it reads as a range of partitions one for each partition.</param>
public sealed record PackedTask(string Task, int Place, bool IsLastAttempt, IReadOnlyList<VersionId> Inputs)
{
    /// <summary>The version before the run's own of each model that the task provides and that has one; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<VersionId>? Previous { get; init; }
}
