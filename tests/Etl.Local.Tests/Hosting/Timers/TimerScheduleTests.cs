using Etl.Local.Hosting.Timers;

namespace Etl.Local.Tests.Hosting.Timers;

public sealed class TimerScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("*/10 * * * * *", "2026-11-22T10:00:40")]
    [InlineData("30 2 * * *", "2026-11-23T02:30:00")]
    [InlineData("  0  30   2 * * mon ", "2026-11-23T02:30:00")]
    [InlineData("0 0 0 29 2 *", "2028-02-29T00:00:00")]
    public void Next_FiveOrSixFields_IsTheFirstOccurrenceAfterThatMoment(string expression, string expected)
        => Assert.Equal(DateTimeOffset.Parse(expected + "Z"), TimerSchedule.Parse(expression).Next(Now));

    [Fact]
    public void Next_OfAnOccurrence_IsALaterOne()
    {
        var schedule = TimerSchedule.Parse("0 0 * * * *");

        Assert.Equal(TimeSpan.FromHours(1), schedule.Next(schedule.Next(Now)) - schedule.Next(Now));
    }

    [Theory]
    [InlineData("00:05:00", "'00:05:00' has 1 field. A schedule has six")]
    [InlineData("", "'' has 0 fields. A schedule has six")]
    [InlineData("* * * * 13", "'* * * * 13' is not a schedule: ")]
    [InlineData("0 0 30 2 *", "'0 0 30 2 *' never occurs: no month has such a day.")]
    public void Parse_WhatIsNoSchedule_SaysWhy(string expression, string expected)
        => Assert.StartsWith(expected, Assert.Throws<FormatException>(() => TimerSchedule.Parse(expression)).Message, StringComparison.Ordinal);
}
