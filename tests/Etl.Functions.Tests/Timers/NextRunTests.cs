using System.Globalization;
using Etl.Core.Pipelines;
using Etl.Functions.Timers;
using NodaTime.TimeZones;

namespace Etl.Functions.Tests.Timers;

public sealed class NextRunTests
{
    [Theory]
    [InlineData("UTC", "02:00", "2026-11-22T01:59:59.9999999Z", "2026-11-22T02:00:00Z")]
    [InlineData("UTC", "02:00", "2026-11-22T02:00:00Z", "2026-11-23T02:00:00Z")]
    [InlineData("Pacific/Auckland", "02:00", "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z")]
    [InlineData("America/New_York", "23:30", "2026-11-22T03:00:00Z", "2026-11-22T04:30:00Z")]
    [InlineData("Europe/Lisbon", "01:30", "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z")] // The clock jumps from 1 to 2: half past two, summer time.
    [InlineData("Europe/Lisbon", "01:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")] // The hour comes twice: the first time.
    [InlineData("Europe/Lisbon", "01:30", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("Pacific/Apia", "12:00", "2011-12-29T23:00:00Z", "2011-12-30T22:00:00Z")] // 30 December 2011 was left out.
    public void Next_IsTheFirstOccurrenceAfterNow(string zone, string at, string now, string expected) =>
        Assert.Equal(At(expected), ScheduleCalendar.Next(new Schedule("nightly", TimeOnly.Parse(at, CultureInfo.InvariantCulture), zone), At(now)));

    [Fact]
    public void Next_InATimeZoneThatThereIsNot_IsAnError() =>
        Assert.Throws<DateTimeZoneNotFoundException>(() => ScheduleCalendar.Next(new Schedule("nightly", new TimeOnly(2, 0), "Europe/Atlantis"), At("2026-11-22T12:00:00Z")));

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
