using NCrontab;

namespace Etl.Local.Hosting.Timers;

/// <summary>An NCRONTAB expression, in UTC as on the Functions host.</summary>
internal sealed class TimerSchedule
{
    private const int FieldsWithSeconds = 6;
    private const int FieldsWithoutSeconds = 5;

    // A leap day falls at most 8 years after another.
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(9 * 366);

    private readonly CrontabSchedule _schedule;

    private TimerSchedule(string expression, CrontabSchedule schedule)
    {
        Expression = expression;
        _schedule = schedule;
    }

    public string Expression { get; }

    /// <summary>Reads five fields (minute first) or six (second first).</summary>
    /// <exception cref="FormatException">It is not such an expression, or no moment matches it.</exception>
    public static TimerSchedule Parse(string expression)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields is not (FieldsWithoutSeconds or FieldsWithSeconds))
        {
            throw new FormatException(
                $"'{expression}' has {fields} field{(fields == 1 ? "" : "s")}. "
                + "A schedule has six (second minute hour day month weekday) or five (without the second), as in '0 30 2 * * *'.");
        }

        CrontabSchedule schedule;
        try
        {
            schedule = CrontabSchedule.Parse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == FieldsWithSeconds });
        }
        catch (CrontabException e)
        {
            throw new FormatException($"'{expression}' is not a schedule: {e.Message}", e);
        }

        var start = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = start + Horizon;
        return schedule.GetNextOccurrence(start, end) < end
            ? new(expression, schedule)
            : throw new FormatException($"'{expression}' never occurs: no month has such a day.");
    }

    /// <summary>The first occurrence after that moment.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
        => new(DateTime.SpecifyKind(_schedule.GetNextOccurrence(after.UtcDateTime), DateTimeKind.Utc));
}
