namespace Etl.Core.Pipelines;

/// <summary>A daily start of a pipeline, at a local time of a time zone.</summary>
/// <param name="Name">Part of the run id, so that a night is never run twice: letters, digits and hyphens.</param>
/// <param name="At">Local time of day. In a gap of daylight saving time the run starts when the clock has jumped; in an overlap, the first time.</param>
/// <param name="TimeZone">An IANA time zone such as <c>Europe/Lisbon</c>.</param>
public sealed record Schedule(string Name, TimeOnly At, string TimeZone = "UTC")
{
    /// <summary>How many missed days are caught up, oldest first; default 3. Days before the schedule was first seen are not missed.</summary>
    public int CatchUpDays { get; init; } = 3;
}
