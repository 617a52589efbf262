using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Hotels.Models;
using Etl.Testing;

namespace Etl.Hotels.Tests;

/// <summary>The pipeline that is made only of what the chains have published.</summary>
public sealed class GroupPipelineTests
{
    private static readonly ModelRef<OnTheBooks> Books = Model.Of<OnTheBooks>();
    private static readonly ModelRef<Pickup> Pickups = Model.Of<Pickup>();
    private static readonly ModelRef<GroupHistory> History = Model.Of<GroupHistory>();

    [Fact]
    public void Plan_ReadsNothingButPublishedModels()
    {
        var plan = HotelRun.Orchestrator(HotelPipelines.Catalog.Get("hotels.group")).Plan;

        Assert.Equal(["Bookings.Resort", "Bookings.City", "MonthlyKpis.Resort", "MonthlyKpis.City"], plan.ExternalModels);
        Assert.Equal(["ComputeGroupKpis", "WriteGroupReport", "TakeOnTheBooks", "ComputePickup", "AppendGroupHistory"], plan.Tasks.Select(task => task.Name));
    }

    [Fact]
    public async Task Run_OnWhatHotelsPublished_GivesTheSameGroupFigures()
    {
        var hotels = await HotelRun.RunAsync("hotels");
        var group = await RunAsync(Published(hotels));

        Assert.Equal(hotels.Rows(Model.Of<GroupKpis>()), group.Rows(Model.Of<GroupKpis>()));
        Assert.Equal(hotels.Kpis().Sum(month => month.Revenue) + hotels.Kpis("City").Sum(month => month.Revenue), group.Rows(Books).Sum(row => row.Revenue));
        var total = Assert.Single(group.Rows(History));
        Assert.Equal((new DateOnly(2026, 1, 1), group.Rows(Books).Sum(row => row.RoomNights)), (total.BusinessDate, total.RoomNights));
        Assert.Empty(group.Rows(Pickups));
    }

    [Fact]
    public async Task Pickup_IsWhatChangedSinceTheEarliestPartitionOfTheWeek()
    {
        var hotels = await HotelRun.RunAsync("hotels");
        var now = (await RunAsync(Published(hotels))).Rows(Books);
        var earlier = now.Skip(1).Append(now[0] with { RoomNights = now[0].RoomNights - 3, Revenue = now[0].Revenue - 250m }).ToList();
        var models = Published(hotels)
            .WithPartition(Books, "2025-12-24", new ChainMonth("Resort", "1999-01", 1, 1m))
            .WithPartition(Books, "2025-12-26", earlier)
            .WithPartition(Books, "2025-12-30", new ChainMonth("Resort", "1999-01", 1, 1m));

        var pickup = Assert.Single((await RunAsync(models)).Rows(Pickups));

        Assert.Equal(new MonthPickup(now[0].Chain, now[0].Month, "2025-12-26", 3, 250m), pickup);
    }

    [Fact]
    public async Task History_GoesOnFromItsPreviousVersionAndReplacesItsOwnDate()
    {
        var before = new DayTotal(new DateOnly(2025, 12, 31), 1, 2, 3m);
        var sameDate = new DayTotal(new DateOnly(2026, 1, 1), 0, 0, 0m);

        var history = (await RunAsync(Published(await HotelRun.RunAsync("hotels")).WithPrevious(History, before, sameDate))).Rows(History);

        Assert.Equal(2, history.Count);
        Assert.Equal(before, history[0]);
        Assert.True(history[1].BusinessDate == sameDate.BusinessDate && history[1].Bookings > 0);
    }

    private static PipelineTester Published(RunResult hotels)
    {
        var models = new PipelineTester(HotelPipelines.Catalog.Get("hotels.group"));
        foreach (var chain in Chains.All)
        {
            models.WithRows(Model.Of<Bookings>(chain.Key), hotels.Bookings(chain.Key)).WithRows(Model.Of<MonthlyKpis>(chain.Key), hotels.Kpis(chain.Key));
        }

        return models;
    }

    private static async Task<RunResult> RunAsync(PipelineTester published)
    {
        var run = await published.RunAsync();
        Assert.Equal(RunStatus.Succeeded, run.Status);
        return run;
    }
}
