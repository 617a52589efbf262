using System.Text.Json;
using Etl.Core.Models;
using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Kpis;

public sealed class MonthlyKpiTests
{
    [Fact]
    public async Task Month_WithKeptAndCancelledBookings_CountsNightsAndRevenueOfTheKeptOnly()
    {
        var run = await HotelRun.ResortAsync(new BookingFile()
            .With(("stays_in_weekend_nights", "1"), ("stays_in_week_nights", "2"), ("adr", "33.33"), ("lead_time", "10"))
            .With(("is_canceled", "1"), ("adr", "500"), ("lead_time", "5"))
            .With(("stays_in_week_nights", "1"), ("adr", "0.1"), ("lead_time", "0"))
            .With(("is_canceled", "1"), ("reservation_status", "No-Show"), ("lead_time", "6")));

        var kpi = Assert.Single(run.EnsureSucceeded().Kpis());
        Assert.Equal(new MonthlyKpi("2015-07", 4, 2, 0.5, 4, 100.09m, 25.0225m, 5.25), kpi);
    }

    [Fact]
    public async Task Month_WithCancelledBookingsOnly_HasNoAdr()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("is_canceled", "1")).With(("is_canceled", "1")));

        Assert.Equal(new MonthlyKpi("2015-07", 2, 2, 1, 0, 0m, null, 10), Assert.Single(run.Kpis()));
    }

    [Fact]
    public async Task DayVisit_WithoutNights_IsABookingWithoutRevenue()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("stays_in_week_nights", "0"), ("adr", "99")));

        Assert.Equal(new MonthlyKpi("2015-07", 1, 0, 0, 0, 0m, null, 10), Assert.Single(run.Kpis()));
    }

    [Fact]
    public async Task Months_InAnyOrderInTheFile_ComeOldestFirst()
    {
        var run = await HotelRun.ResortAsync(new BookingFile()
            .With(("arrival_date_year", "2016"), ("arrival_date_month", "January"))
            .With(("arrival_date_month", "October"))
            .With(("arrival_date_month", "September")));

        Assert.Equal(["2015-09", "2015-10", "2016-01"], run.Kpis().Select(kpi => kpi.Month));
    }

    [Fact]
    public async Task Kpis_AsJson_HaveTheAgreedNamesAndAreNotRounded()
    {
        var run = await HotelRun.ResortAsync(new BookingFile()
            .With(("stays_in_week_nights", "3"), ("adr", "33.335"), ("lead_time", "1"))
            .With(("is_canceled", "1"), ("lead_time", "1"))
            .With(("is_canceled", "1"), ("lead_time", "2")));

        Assert.Equal(
            """{"month":"2015-07","bookings":3,"cancelled":2,"cancellationRate":0.6666666666666666,"roomNights":3,"revenue":100.005,"adr":33.335,"averageLeadTime":1.3333333333333333}""",
            JsonSerializer.Serialize(Assert.Single(run.Kpis()), ModelJson.Options));
    }

    [Fact]
    public async Task GroupKpis_OfBothChains_AreWhatOneFileWithBothWouldGive()
    {
        var both = new BookingFile()
            .With(("lead_time", "1"))
            .With(("hotel", "City Hotel"), ("lead_time", "3"), ("adr", "50"))
            .With(("hotel", "City Hotel"), ("is_canceled", "1"), ("lead_time", "8"), ("arrival_date_month", "August"));
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", HotelRun.Path).With("RawBookings.City", "path", HotelRun.Path);

        var run = await HotelRun.RunAsync("hotels", configs, HotelRun.Opening(both.ToBytes()));

        Assert.Equal(
            [new MonthlyKpi("2015-07", 2, 0, 0, 4, 300m, 75m, 2), new MonthlyKpi("2015-08", 1, 1, 1, 0, 0m, null, 8)],
            run.EnsureSucceeded().Rows(Model.Of<GroupKpis>()));
    }
}
