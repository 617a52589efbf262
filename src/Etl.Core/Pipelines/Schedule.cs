using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Etl.Core.Pipelines;

/// <summary>A daily start of a pipeline, at a local time of a time zone.</summary>
/// <param name="Name">Part of the run id, so that a night is never run twice: 1 to 30 letters, digits and hyphens. Unique in its pipeline.</param>
/// <param name="At">Local time of day. In a gap of daylight saving time the run starts when the clock has jumped; in an overlap, the first time.</param>
/// <param name="TimeZone">An IANA time zone such as <c>Europe/Lisbon</c>.</param>
/// <exception cref="ArgumentException">The name has a character that a schedule can't have.</exception>
public sealed partial record Schedule(string Name, TimeOnly At, string TimeZone = "UTC")
{
    /// <summary>In characters: with the longest pipeline name and a date it makes a run id.</summary>
    public const int MaxNameLength = 30;

    /// <summary>Part of the run id.</summary>
    public string Name
    {
        get;
        init => field = Check(value);
    }
    = Check(Name);

    /// <summary>An occurrence of the day before that is not older was not missed: it is started whatever <see cref="CatchUpDays"/> says.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromHours(2);

    /// <summary>
    /// How many missed days are caught up, oldest first; 0 to 366, default 3. Days before the schedule was first seen are not missed. With 0 an occurrence is started until its local day
    /// is over, and until two hours have passed.
    /// </summary>
    public int CatchUpDays
    {
        get;
        init => field = value is >= 0 and <= 366 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A schedule catches up 0 to 366 days.");
    }
    = 3;

    /// <summary>What becomes of an occurrence that comes due while an earlier scheduled run of the pipeline has not ended. Default: its run is started beside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ScheduleOverlap Overlap
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A schedule's overlap is Parallel, Skip or Queue.");
    }

    private static string Check(string name) =>
        name is { Length: <= MaxNameLength } && Pattern().IsMatch(name)
            ? name
            : throw new ArgumentException($"'{name}' can't be the name of a schedule: use 1 to {MaxNameLength} letters, digits and hyphens.", nameof(name));

    [GeneratedRegex(@"^[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}
