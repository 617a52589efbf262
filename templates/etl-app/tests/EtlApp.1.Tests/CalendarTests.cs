using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Testing;

namespace EtlApp._1.Tests;

public sealed class CalendarTests
{
    private static readonly ModelRef<CalendarDays> Days = Model.Of<CalendarDays>();

    [Fact]
    public async Task Calendar_OfALeapYear_Has366Days()
    {
        var result = await new TaskTester(new MakeCalendar())
            .OnBusinessDate(new DateOnly(2028, 2, 10))
            .RunAsync(TestContext.Current.CancellationToken);

        var days = result.Rows(Days);
        Assert.Equal(366, days.Count);
        Assert.Equal(new CalendarDay(new DateOnly(2028, 1, 1), 1, IsWeekend: true), days[0]);
    }

    [Fact]
    public async Task Pipeline_WithTwoYears_StartsAYearEarlier()
    {
        var result = await new PipelineTester(Pipelines.Catalog.Get("calendar"))
            .WithConfig(Days, "years", 2)
            .OnBusinessDate(new DateOnly(2026, 6, 1))
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new DateOnly(2025, 1, 1), result.EnsureSucceeded().Rows(Days)[0].Date);
    }

    [Fact]
    public async Task Pipeline_WithoutADay_FailsItsCheck()
    {
        var result = await new PipelineTester(Pipelines.Catalog.Get("calendar"))
            .WithConfig(Days, "years", 0)
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Equal("row-count", Assert.Single(result.Tasks[0].Checks).Check.Split('(')[0]);
    }
}
