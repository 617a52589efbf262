using System.Text.Json.Serialization;

namespace Etl.Functions.Orchestrators;

/// <summary>A part of a wide level.</summary>
/// <param name="RunId">The run that it is a part of.</param>
/// <param name="Tasks">With the exact versions that they read.</param>
/// <param name="CancelGrace">How long running tasks have to stop after a cancel request.</param>
public sealed record ChunkInput(string RunId, IReadOnlyList<ReadyTask> Tasks, TimeSpan CancelGrace)
{
    /// <summary>How many of them run at a time; null for all.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Its part of the slots of each pool; null when there are none.</summary>
    public SortedDictionary<string, int>? Pools { get; init; }

    /// <summary>As the snapshot of the run says; false where there are no pools.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AsksInLine { get; init; }
}
