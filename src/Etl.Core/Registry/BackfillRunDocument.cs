using System.Text.Json.Serialization;
using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>One date of a backfill.</summary>
/// <param name="BusinessDate">The day that the data is about.</param>
/// <param name="RunId">Its run; null while it has none.</param>
/// <param name="Status">Where the run stands; Pending while there is none.</param>
public sealed record BackfillRunDocument(DateOnly BusinessDate, string? RunId, RunStatus Status)
{
    /// <summary>Why there is no run for the date, or why nobody works on it any more; null otherwise. What went wrong in a run, the run says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}
