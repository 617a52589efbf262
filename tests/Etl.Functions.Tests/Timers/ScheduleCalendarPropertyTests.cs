using Etl.Core.Pipelines;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Etl.Functions.Tests.Timers;

public sealed class ScheduleCalendarPropertyTests
{
    private static readonly string[] Zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    [Fact]
    public void EachLocalDate_HasExactlyOneOccurrence_InOrder()
    {
        var cases =
            from zone in Gen.Elements(Zones)
            from minute in Gen.Choose(0, (24 * 60) - 1)
            from day in Gen.Choose(0, 365 * 60)
            from hour in Gen.Choose(0, 23)
            select (Zone: zone, At: TimeOnly.MinValue.AddMinutes(minute), Now: new DateTimeOffset(1970, 1, 1, hour, 0, 0, TimeSpan.Zero).AddDays(day));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), c => Holds(c.Zone, c.At, c.Now)));
    }

    private static void Holds(string zone, TimeOnly at, DateTimeOffset now)
    {
        var schedule = new Schedule("nightly", at, zone) { CatchUpDays = 366 };
        var pipeline = new Pipeline("hotels", [Numbers.Sum("A")]) { Schedules = [schedule] };

        var due = ScheduleCalendar.Due(pipeline, schedule, DateTimeOffset.MinValue, now);

        // Today's may be yet to come.
        var today = DateOnly.FromDateTime(Instant.FromDateTimeOffset(now).InZone(DateTimeZoneProviders.Tzdb[zone]).Date.ToDateTimeUnspecified());
        var dates = Enumerable.Range(0, due.Count).Select(i => due[0].Date.AddDays(i)).ToList();
        Assert.Equal(dates, due.Select(run => run.Date));
        Assert.InRange(today.DayNumber - due[^1].Date.DayNumber, 0, 1);
        Assert.InRange(due.Count, 366, 367);
        Assert.All(due.Zip(due.Skip(1)), pair => Assert.True(pair.First.At <= pair.Second.At, $"{pair.First.Date} {pair.First.At} {pair.Second.At}"));
        Assert.True(due[^1].At <= now && ScheduleCalendar.Next(schedule, now) > now);
    }
}
