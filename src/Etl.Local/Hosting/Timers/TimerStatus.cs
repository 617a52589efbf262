using System.Text.Json.Serialization;

namespace Etl.Local.Hosting.Timers;

/// <summary>How far a timer has come.</summary>
/// <param name="Expression">The schedule by which it was written; under another one it says nothing about what was missed.</param>
/// <param name="Last">The occurrence that was delivered last; null: none yet.</param>
/// <param name="LastUpdated">Without a <paramref name="Last"/>, since when the timer is watched.</param>
internal sealed record TimerStatus(int Schema, string Expression, DateTimeOffset? Last, DateTimeOffset LastUpdated)
{
    public const int CurrentSchema = 1;

    [JsonIgnore]
    public DateTimeOffset Anchor => Last ?? LastUpdated;
}
