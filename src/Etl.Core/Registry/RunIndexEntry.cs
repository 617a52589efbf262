using System.Text.Json.Serialization;
using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A run in the list of runs.</summary>
/// <param name="DurationMs">Null while it has not ended.</param>
public sealed record RunIndexEntry(string RunId, string Pipeline, RunStatus Status, DateTimeOffset StartedAt, long? DurationMs)
{
    /// <summary>The day that the data is about; null in entries of older versions, which did not have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? BusinessDate { get; init; }
}
