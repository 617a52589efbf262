using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Whether an occurrence of a schedule that skips is started: put once, by the first tick that finds it due.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="DecidedAt">UTC.</param>
/// <param name="SkippedFor">The run that had not ended; null when the occurrence is started.</param>
public sealed record OccurrenceDecision(int Schema, DateTimeOffset DecidedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SkippedFor = null)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;
}
