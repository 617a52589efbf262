using System.Text.Json.Serialization;
using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A task of a <see cref="RunDocument"/>.</summary>
/// <param name="Name">Unique in the run.</param>
/// <param name="Group">The group path joined with a slash; empty at the top.</param>
/// <param name="Level">1 for tasks that depend on no other.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">0 when it has not been run.</param>
/// <param name="Rows">Of all outputs together; of a task that runs as many as it had written a few seconds ago.</param>
/// <param name="Bytes">Of all outputs together, as stored; of a task that runs as many as it had handed to the store a few seconds ago.</param>
/// <param name="DurationMs">Of the last attempt; null until it has ended.</param>
/// <param name="Error">Only when it failed.</param>
public sealed record TaskDocument(string Name, string Group, int Level, RunStatus Status, int Attempts, long Rows, long Bytes, long? DurationMs, TaskError? Error)
{
    /// <summary>When the last attempt began, UTC; null when it has not been run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The tasks of the run that provide what it requires, in the order of what it requires; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Upstream { get; init; }
}
