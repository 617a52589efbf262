using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Hotels.Models;
using Etl.Tests.Shared;

namespace Etl.Hotels.Tests;

/// <summary>The figures that were worked out for a real data set, which is not part of the repository.</summary>
public sealed class RealFileTests
{
    [Fact]
    public async Task ResortBookings_AllMonths_AddUpToTheKnownTotals()
    {
        var run = await RunAsync();

        Assert.Equal(10_198, run.Raw().Count);
        Assert.Equal(7, run.Rejected().Count);
        Assert.All(run.Rejected(), row => Assert.Equal(RejectionReason.NoGuests, row.Reason));
        var kpis = run.Kpis();
        Assert.Equal(20, kpis.Count);
        Assert.Equal(10_191, kpis.Sum(kpi => kpi.Bookings));
        Assert.Equal(6_530, kpis.Sum(kpi => kpi.Cancelled));
        Assert.Equal(17_423, kpis.Sum(kpi => kpi.RoomNights));
        Assert.Equal(1_534_684.09m, kpis.Sum(kpi => kpi.Revenue));
    }

    [Fact]
    public async Task ResortBookings_SingleMonths_HaveTheKnownFigures()
    {
        var kpis = (await RunAsync()).Kpis().ToDictionary(kpi => kpi.Month, StringComparer.Ordinal);

        var july = kpis["2015-07"];
        Assert.Equal((842, 243, 2_869, 359_274.29m), (july.Bookings, july.Cancelled, july.RoomNights, july.Revenue));
        Assert.Equal(125.23m, decimal.Round(july.Adr!.Value, 2));
        var february = kpis["2017-02"];
        Assert.Equal((220, 220, 0, 0m, (decimal?)null), (february.Bookings, february.Cancelled, february.RoomNights, february.Revenue, february.Adr));
    }

    [Fact]
    public async Task ResortBookings_SegmentsAndNights_AgreeWithTheMonths()
    {
        var run = await RunAsync();

        Assert.Equal(1_534_684.09m, run.Segments().Sum(segment => segment.Revenue));
        Assert.Equal(("Online TA", 4_853L, 516_981.72m), (run.Segments()[0].Segment, run.Segments()[0].Bookings, run.Segments()[0].Revenue));
        Assert.Equal(1, run.Segments().Sum(segment => segment.Share), precision: 12);
        Assert.Equal(17_423, run.Nights().Sum(night => night.RoomNights));
    }

    private static async Task<RunResult> RunAsync()
    {
        var configs = ModelConfigs.Empty.With("RawBookings.Resort", "path", Repository.RealBookings());
        var run = await HotelRun.RunAsync("hotels.resort", configs, (path, _) => Task.FromResult<Stream>(File.OpenRead(path)));
        return run.EnsureSucceeded();
    }
}
