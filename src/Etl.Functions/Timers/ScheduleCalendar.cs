using Etl.Core.Pipelines;
using NodaTime;
using NodaTime.TimeZones;

namespace Etl.Functions.Timers;

/// <summary>Computes the occurrences of schedules. Pure: the same arguments give the same answer on every machine with the same time zone data.</summary>
public static class ScheduleCalendar
{
    /// <summary>A skipped local time moves forward by the gap; an ambiguous one is the earlier.</summary>
    private static readonly ZoneLocalMappingResolver Resolver = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    /// <summary>The first occurrence of a schedule after now, UTC.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such time zone as the schedule's.</exception>
    public static DateTimeOffset Next(Schedule schedule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var zone = DateTimeZoneProviders.Tzdb[schedule.TimeZone];
        var nowInstant = Instant.FromDateTimeOffset(now);
        var at = LocalTime.FromTimeOnly(schedule.At);

        // Where a zone has left out a day, that day's occurrence is on the next one.
        var date = nowInstant.InZone(zone).Date.PlusDays(-1);
        Instant instant;
        do
        {
            instant = date.At(at).InZone(zone, Resolver).ToInstant();
            date = date.PlusDays(1);
        }
        while (instant <= nowInstant);
        return instant.ToDateTimeOffset();
    }

    /// <summary>
    /// The occurrences of a schedule that are due, oldest first: not after now, after the schedule was first seen, and at most its number of catch-up days old.
    /// One of the last day is due for at least <see cref="Schedule.Punctual"/>, also past midnight: the tick after it may come on the next date.
    /// </summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such time zone as the schedule's.</exception>
    public static IReadOnlyList<DueRun> Due(Pipeline pipeline, Schedule schedule, DateTimeOffset firstSeen, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(schedule);
        var today = Today(schedule, now);
        return [.. Occurrences(pipeline, schedule, firstSeen, now, Math.Max(schedule.CatchUpDays, 1))
            .Where(due => today.DayNumber - due.Date.DayNumber <= schedule.CatchUpDays || now - due.At <= Schedule.Punctual)];
    }

    /// <summary>The occurrences of a schedule up to now that are at most so old, oldest first, and after the schedule was first seen; whatever it catches up.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such time zone as the schedule's.</exception>
    public static IReadOnlyList<DueRun> Since(Pipeline pipeline, Schedule schedule, DateTimeOffset firstSeen, DateTimeOffset now, TimeSpan lookBack)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(schedule);

        // A day more: where the clock was changed, or a day left out, dates are further apart than they look.
        return [.. Occurrences(pipeline, schedule, firstSeen, now, (int)Math.Ceiling(lookBack.TotalDays) + 1).Where(due => now - due.At <= lookBack)];
    }

    private static IEnumerable<DueRun> Occurrences(Pipeline pipeline, Schedule schedule, DateTimeOffset firstSeen, DateTimeOffset now, int daysBack)
    {
        var zone = DateTimeZoneProviders.Tzdb[schedule.TimeZone];
        var at = LocalTime.FromTimeOnly(schedule.At);
        var today = LocalDate.FromDateOnly(Today(schedule, now));
        for (; daysBack >= 0; daysBack--)
        {
            var date = today.PlusDays(-daysBack);
            var instant = date.At(at).InZone(zone, Resolver).ToInstant().ToDateTimeOffset();
            if (instant <= now && instant > firstSeen)
            {
                yield return new DueRun(pipeline, schedule, date.ToDateOnly(), instant);
            }
        }
    }

    private static DateOnly Today(Schedule schedule, DateTimeOffset now) =>
        Instant.FromDateTimeOffset(now).InZone(DateTimeZoneProviders.Tzdb[schedule.TimeZone]).Date.ToDateOnly();
}
