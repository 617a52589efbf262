using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A run in the list of runs.</summary>
/// <param name="DurationMs">Null while it has not ended.</param>
public sealed record RunIndexEntry(string RunId, string Pipeline, RunStatus Status, DateTimeOffset StartedAt, long? DurationMs);
