namespace Etl.Core.Registry;

/// <summary>How a run is going to end. It is put once with <c>If-None-Match: *</c>: publishing and cancelling race for it, and the first one decides.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="RunId">The run.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="DecidedAt">UTC.</param>
/// <param name="Reason">Why the run failed, where that is more than its tasks say, or why it was cancelled, if somebody said so.</param>
public sealed record RunEnding(int Schema, string RunId, RunEndingKind Kind, DateTimeOffset DecidedAt, string? Reason = null)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;
}
