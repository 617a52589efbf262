using Etl.Hotels.Models;

namespace Etl.Hotels.Tests.Kpis;

public sealed class SegmentMixTests
{
    [Fact]
    public async Task Segments_LargestFirst_HaveShareOfAllBookingsAndRevenueOfTheKept()
    {
        var run = await HotelRun.ResortAsync(new BookingFile()
            .With(("market_segment", "Groups"), ("is_canceled", "1"))
            .With(("market_segment", "Online TA"), ("adr", "80.5"))
            .With(("market_segment", "Online TA"), ("is_canceled", "1"))
            .With(("market_segment", "Direct"), ("adr", "20")));

        Assert.Equal(
            [new SegmentShare("Online TA", 2, 0.5, 161m), new SegmentShare("Direct", 1, 0.25, 40m), new SegmentShare("Groups", 1, 0.25, 0m)],
            run.EnsureSucceeded().Segments());
    }
}
