using System.Text.Json.Serialization;
using Etl.Core.Registry;

namespace Etl.Core.Runs;

/// <summary>How one task of an in-process run ended.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Status">Succeeded, Failed or Skipped.</param>
/// <param name="Attempts">0 when it was not run.</param>
/// <param name="Rows">Written to all outputs together; a document counts as one, a file as none.</param>
/// <param name="Duration">Of all attempts together, with the waits between them.</param>
/// <param name="Error">Only when it failed.</param>
public sealed record TaskResult(string Task, RunStatus Status, int Attempts, long Rows, TimeSpan Duration, TaskError? Error)
{
    /// <summary>Written to all outputs together, before any compression.</summary>
    public long Bytes { get; init; }

    /// <summary>Checks of the outputs that did not pass.</summary>
    public IReadOnlyList<ModelCheckDocument> Checks { get; init; } = [];

    /// <summary>What the last attempt threw, with its stack trace; only when it failed.</summary>
    [JsonIgnore]
    public Exception? Exception { get; init; }
}
