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

    /// <summary>The occurrences of a schedule that are due, oldest first: not after now, after the schedule was first seen, and at most its number of catch-up days old.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such time zone as the schedule's.</exception>
    public static IReadOnlyList<DueRun> Due(Pipeline pipeline, Schedule schedule, DateTimeOffset firstSeen, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(schedule);
        var zone = DateTimeZoneProviders.Tzdb[schedule.TimeZone];
        var nowInstant = Instant.FromDateTimeOffset(now);
        var firstInstant = Instant.FromDateTimeOffset(firstSeen);
        var at = LocalTime.FromTimeOnly(schedule.At);
        var today = nowInstant.InZone(zone).Date;
        var due = new List<DueRun>();
        for (var daysBack = schedule.CatchUpDays; daysBack >= 0; daysBack--)
        {
            var date = today.PlusDays(-daysBack);
            var instant = date.At(at).InZone(zone, Resolver).ToInstant();
            if (instant <= nowInstant && instant > firstInstant)
            {
                due.Add(new DueRun(pipeline, schedule, date.ToDateOnly(), instant.ToDateTimeOffset()));
            }
        }

        return due;
    }
}
