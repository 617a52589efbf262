using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Whether a pipeline is paused, and when it was.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="Pauses">Oldest first; those that ended long ago are left out.</param>
public sealed record PipelineState(int Schema, IReadOnlyList<PausePeriod> Pauses)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Of a pipeline that was never paused.</summary>
    public static PipelineState NeverPaused { get; } = new(CurrentSchema, []);

    /// <summary>Whether it is paused.</summary>
    [JsonIgnore]
    public bool IsPaused => PausedSince is not null;

    /// <summary>UTC; null when it is not paused.</summary>
    [JsonIgnore]
    public DateTimeOffset? PausedSince => Pauses is [.., { Until: null } last] ? last.From : null;

    /// <summary>Whether it was paused at a moment, the ends included.</summary>
    public bool WasPausedAt(DateTimeOffset moment) => Pauses.Any(pause => pause.From <= moment && (pause.Until is not { } until || moment <= until));
}
