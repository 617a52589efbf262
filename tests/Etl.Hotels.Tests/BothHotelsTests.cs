using Etl.Core.Models;

namespace Etl.Hotels.Tests;

public sealed class BothHotelsTests
{
    private static readonly BookingFile Both = new BookingFile().With().With(("hotel", "City Hotel"), ("adults", "0")).With(("hotel", " Resort Hotel "));

    [Fact]
    public async Task RowsOfTheOtherHotel_InAFileWithBoth_AreNeitherBookingsNorRejected()
    {
        var run = await HotelRun.ResortAsync(Both);

        Assert.Equal([2, 4], run.EnsureSucceeded().Bookings().Select(booking => booking.RowNumber));
        Assert.Empty(run.Rejected());
    }

    [Fact]
    public async Task OneFileWithBoth_ForBothChains_IsDividedByTheHotelColumn()
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", HotelRun.Path).With("RawBookings.City", "path", HotelRun.Path);

        var run = await HotelRun.RunAsync("hotels", configs, HotelRun.Opening(Both.ToBytes()));

        run.EnsureSucceeded();
        Assert.Equal(2, run.Raw().Count);
        Assert.Equal(3, Assert.Single(run.Rejected("City")).RowNumber);
    }

    [Fact]
    public async Task Hotel_WhenSet_TakesTheRowsOfThatHotel()
    {
        var run = await HotelRun.ResortAsync(Both, ("hotel", "City Hotel"));

        Assert.Equal(3, Assert.Single(run.Raw()).RowNumber);
    }
}
