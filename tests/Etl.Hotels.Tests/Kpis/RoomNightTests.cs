using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Kpis;

public sealed class RoomNightTests
{
    [Fact]
    public async Task Stay_AcrossTheEndOfAMonth_CountsEachNightOnItsDate()
    {
        var run = await HotelRun.ResortAsync(new BookingFile()
            .With(("arrival_date_day_of_month", "30"), ("stays_in_weekend_nights", "2"), ("stays_in_week_nights", "1"))
            .With(("arrival_date_day_of_month", "31"), ("stays_in_week_nights", "1")));

        Assert.Equal(
            [
                new DateRoomNights(new DateOnly(2015, 7, 30), 1),
                new DateRoomNights(new DateOnly(2015, 7, 31), 2),
                new DateRoomNights(new DateOnly(2015, 8, 1), 1),
            ],
            run.EnsureSucceeded().Nights());
    }

    [Fact]
    public async Task CancelledBookingAndDayVisit_HaveNoNights()
    {
        var run = await HotelRun.ResortAsync(new BookingFile().With(("is_canceled", "1")).With(("stays_in_week_nights", "0")));

        Assert.Empty(run.EnsureSucceeded().Nights());
        Assert.Contains("No night was stayed.", run.Report(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nights_OfAllDates_AddUpToTheRoomNightsOfTheMonths()
    {
        var run = await HotelRun.RunAsync("hotels.city");

        Assert.Equal(run.EnsureSucceeded().Kpis("City").Sum(kpi => kpi.RoomNights), run.Nights("City").Sum(night => night.RoomNights));
    }
}
