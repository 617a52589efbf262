using System.Globalization;
using Etl.Core.Pipelines;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using NodaTime.TimeZones;

namespace Etl.Functions.Tests.Timers;

public sealed class ScheduleCalendarTests
{
    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Occurrence_IsDueFromItsInstantOn()
    {
        var schedule = Nightly("UTC") with { CatchUpDays = 0 };

        Assert.Empty(Due(schedule, "2026-11-22T01:59:59.9999999Z"));
        Assert.Equal(["2026-11-22 2026-11-22T02:00:00Z"], Due(schedule, "2026-11-22T02:00:00Z"));
        Assert.Equal(["2026-11-22 2026-11-22T02:00:00Z"], Due(schedule, "2026-11-22T23:59:59Z"));
    }

    [Fact]
    public void LocalTime_IsThatOfTheSchedulesTimeZone()
    {
        Assert.Equal(["2026-11-22 2026-11-21T17:00:00Z"], Due(Nightly("Asia/Tokyo") with { CatchUpDays = 0 }, "2026-11-22T12:00:00Z"));
        Assert.Equal(["2026-11-22 2026-11-22T02:00:00Z"], Due(Nightly("Europe/Lisbon") with { CatchUpDays = 0 }, "2026-11-22T12:00:00Z"));
        Assert.Equal(["2026-11-22 2026-11-22T07:00:00Z"], Due(Nightly("America/New_York") with { CatchUpDays = 0 }, "2026-11-22T12:00:00Z"));
    }

    [Fact]
    public void LocalDate_AheadOfUtc_IsTheOneOfTheOccurrence()
    {
        // In Auckland it is the 23rd already.
        Assert.Equal(["2026-11-23 2026-11-22T13:00:00Z"], Due(Nightly("Pacific/Auckland") with { CatchUpDays = 0 }, "2026-11-22T13:30:00Z"));
    }

    [Fact]
    public void LocalTime_ThatSummerTimeSkips_IsMovedForwardByTheGap()
    {
        // In Lisbon 01:00 to 02:00 is missing on 2026-03-29, in Berlin 02:00 to 03:00.
        Assert.Equal(["2026-03-29 2026-03-29T01:30:00Z"], Due(Nightly("Europe/Lisbon", "01:30") with { CatchUpDays = 0 }, "2026-03-29T12:00:00Z"));
        Assert.Equal(["2026-03-29 2026-03-29T01:30:00Z"], Due(Nightly("Europe/Berlin", "02:30") with { CatchUpDays = 0 }, "2026-03-29T12:00:00Z"));
        Assert.Empty(Due(Nightly("Europe/Berlin", "02:30") with { CatchUpDays = 0 }, "2026-03-29T01:29:59Z"));
    }

    [Fact]
    public void LocalTime_ThatComesTwice_IsTheFirst()
    {
        // In Berlin 02:00 to 03:00 comes twice on 2026-10-25, from 00:00Z and from 01:00Z.
        var schedule = Nightly("Europe/Berlin", "02:30") with { CatchUpDays = 0 };

        Assert.Equal(["2026-10-25 2026-10-25T00:30:00Z"], Due(schedule, "2026-10-25T00:30:00Z"));
        Assert.Equal(["2026-10-25 2026-10-25T00:30:00Z"], Due(schedule, "2026-10-25T01:30:00Z"));
    }

    [Fact]
    public void LocalDate_AroundAChangeOfTheClock_HasOneOccurrenceADay()
    {
        var schedule = Nightly("Europe/Berlin", "02:30") with { CatchUpDays = 3 };

        Assert.Equal(
            ["2026-10-23 2026-10-23T00:30:00Z", "2026-10-24 2026-10-24T00:30:00Z", "2026-10-25 2026-10-25T00:30:00Z", "2026-10-26 2026-10-26T01:30:00Z"],
            Due(schedule, "2026-10-26T12:00:00Z"));
    }

    [Fact]
    public void MissedNights_AreDueOldestFirstAndAtMostSoManyBack()
    {
        var schedule = Nightly("UTC") with { CatchUpDays = 2 };

        Assert.Equal(["2026-11-20", "2026-11-21", "2026-11-22"], Due(schedule, "2026-11-22T12:00:00Z").Select(due => due[..10]));
        Assert.Equal(["2026-11-20", "2026-11-21"], Due(schedule, "2026-11-22T01:00:00Z").Select(due => due[..10]));
    }

    [Theory]
    [InlineData("2026-11-22T23:58:00Z", "2026-11-22")]
    [InlineData("2026-11-23T00:00:00Z", "2026-11-22")]
    [InlineData("2026-11-23T01:58:00Z", "2026-11-22")]
    [InlineData("2026-11-23T01:58:01Z", null)]
    [InlineData("2026-11-23T23:57:59Z", null)]
    public void WithoutCatchUp_AnOccurrenceBeforeMidnightIsDueForTwoHours(string now, string? date) =>
        Assert.Equal(date is null ? [] : [date], Due(Nightly("UTC", "23:58") with { CatchUpDays = 0 }, now).Select(due => due[..10]));

    [Fact]
    public void LookingBack_DoesNotDependOnTheCatchUpDays()
    {
        var schedule = Nightly("Europe/Berlin", "22:00") with { CatchUpDays = 0 };

        Assert.Equal(["2026-11-22", "2026-11-23"], Since("2026-11-24T20:59:59Z", TimeSpan.FromDays(2)));
        Assert.Equal(["2026-11-22", "2026-11-23", "2026-11-24"], Since("2026-11-24T21:00:00Z", TimeSpan.FromDays(2)));
        Assert.Equal(["2026-11-23", "2026-11-24"], Since("2026-11-24T21:00:01Z", TimeSpan.FromDays(2)));
        Assert.Equal(["2026-11-24"], Since("2026-11-24T23:30:00Z", TimeSpan.FromHours(3)));

        IEnumerable<string> Since(string now, TimeSpan lookBack) =>
            ScheduleCalendar.Since(new Pipeline("sales", [Numbers.Sum("A")]), schedule, LongAgo, Instant(now), lookBack).Select(due => due.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void NightsBeforeTheScheduleWasFirstSeen_AreNotMissed()
    {
        var schedule = Nightly("UTC") with { CatchUpDays = 10 };

        Assert.Equal(["2026-11-21", "2026-11-22"], Due(schedule, "2026-11-22T12:00:00Z", firstSeen: "2026-11-20T02:00:00Z").Select(due => due[..10]));
        Assert.Equal(["2026-11-20", "2026-11-21", "2026-11-22"], Due(schedule, "2026-11-22T12:00:00Z", firstSeen: "2026-11-20T01:59:59Z").Select(due => due[..10]));
    }

    [Fact]
    public void UnknownTimeZone_IsNamed()
    {
        var exception = Assert.Throws<DateTimeZoneNotFoundException>(() => Due(Nightly("Europe/Lissabon"), "2026-11-22T12:00:00Z"));

        Assert.Contains("Europe/Lissabon", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "2026-11-22")]
    [InlineData(1, "2026-11-21")]
    [InlineData(30, "2026-10-23")]
    public void BusinessDate_IsTheDateOfTheOccurrenceMinusTheLag(int lagDays, string expected)
    {
        var pipeline = new Pipeline("sales", [Numbers.Sum("A")]) { LagDays = lagDays };
        var due = Assert.Single(ScheduleCalendar.Due(pipeline, Nightly("Pacific/Auckland") with { CatchUpDays = 0 }, LongAgo, Instant("2026-11-22T12:00:00Z").AddHours(-12)));

        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture), due.BusinessDate);
    }

    private static Schedule Nightly(string timeZone, string at = "02:00") => new("nightly", TimeOnly.ParseExact(at, "HH:mm", CultureInfo.InvariantCulture), timeZone);

    private static List<string> Due(Schedule schedule, string now, string? firstSeen = null) =>
        [.. ScheduleCalendar.Due(new Pipeline("sales", [Numbers.Sum("A")]), schedule, firstSeen is null ? LongAgo : Instant(firstSeen), Instant(now))
            .Select(due => string.Create(CultureInfo.InvariantCulture, $"{due.Date:yyyy-MM-dd} {due.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"))];

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
