using Etl.Core.Models;

namespace Etl.Hotels.Tests;

public sealed class PipelineTests
{
    [Fact]
    public void Catalog_HasTheGroupAndEachChain()
    {
        Assert.Equal(["hotels", "hotels.resort", "hotels.city", "hotels.group"], HotelPipelines.Catalog.Pipelines.Select(pipeline => pipeline.Name));
        Assert.All(HotelPipelines.Catalog.Pipelines, pipeline => Assert.NotNull(pipeline.Description));
    }

    [Fact]
    public void EveryPipeline_CanBePlanned()
    {
        foreach (var pipeline in HotelPipelines.Catalog.Pipelines)
        {
            Assert.NotEmpty(HotelRun.Orchestrator(pipeline).Plan.Tasks);
        }
    }

    [Fact]
    public void Hotels_Planned_RunsInThisOrder()
    {
        var plan = HotelRun.Orchestrator(HotelPipelines.Catalog.Get("hotels")).Plan;

        Assert.Equal(
            [
                "resort/LoadRawBookings.Resort",
                "resort/CleanBookings.Resort",
                "resort/ComputeMonthlyKpis.Resort",
                "resort/ComputeSegmentMix.Resort",
                "resort/CountRoomNights.Resort",
                "resort/WriteChainReport.Resort",
                "city/LoadRawBookings.City",
                "city/CleanBookings.City",
                "city/ComputeMonthlyKpis.City",
                "city/ComputeSegmentMix.City",
                "city/CountRoomNights.City",
                "city/WriteChainReport.City",
                "group/ComputeGroupKpis",
                "group/WriteGroupReport",
            ],
            plan.Tasks.Select(task => $"{task.GroupPath}/{task.Name}"));
    }

    [Fact]
    public void Hotels_Planned_HasTheseLevels()
    {
        var plan = HotelRun.Orchestrator(HotelPipelines.Catalog.Get("hotels")).Plan;

        Assert.Equal(
            [
                "LoadRawBookings.Resort LoadRawBookings.City",
                "CleanBookings.Resort CleanBookings.City",
                "ComputeMonthlyKpis.Resort ComputeSegmentMix.Resort CountRoomNights.Resort ComputeMonthlyKpis.City ComputeSegmentMix.City CountRoomNights.City ComputeGroupKpis",
                "WriteChainReport.Resort WriteChainReport.City WriteGroupReport",
            ],
            plan.Levels.Select(level => string.Join(' ', level.Select(task => task.Name))));
    }

    [Fact]
    public void Hotels_EveryNight_StartsAtTwoInLisbon()
    {
        var pipeline = HotelPipelines.Catalog.Get("hotels");

        var schedule = Assert.Single(pipeline.Schedules);
        Assert.Equal(("nightly", new TimeOnly(2, 0), "Europe/Lisbon"), (schedule.Name, schedule.At, schedule.TimeZone));
        Assert.Equal("Europe/Lisbon", pipeline.TimeZone);
        Assert.True(TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _));
    }

    [Fact]
    public void ChainsOfAnyNumber_InALoop_GiveOneGroupAndOnePipelineEach()
    {
        var chains = Enumerable.Range(1, 200).Select(number => new Chain($"Hotel-{number}", $"Hotel {number}")).ToList();

        var pipelines = HotelPipelines.Create(chains);

        var plan = HotelRun.Orchestrator(pipelines[0]).Plan;
        Assert.Equal((200 * 6) + 2, plan.Tasks.Count);
        Assert.Equal(4, plan.Levels.Count);
        Assert.Equal(["hotels.hotel-200", "hotels.group"], pipelines.TakeLast(2).Select(pipeline => pipeline.Name));
    }

    [Fact]
    public void Hotel_OfEachChain_ComesFromThePipelineAndYieldsToTheRun()
    {
        var pipeline = HotelPipelines.Catalog.Get("hotels");

        var byDefault = HotelRun.Orchestrator(pipeline).Models;
        var overridden = HotelRun.Orchestrator(pipeline, ModelConfigs.Empty.With("RawBookings.City", "hotel", "Downtown")).Models;

        Assert.Equal("City Hotel", ((Models.RawBookings)byDefault.Get("RawBookings.City")).Hotel);
        Assert.Equal("Downtown", ((Models.RawBookings)overridden.Get("RawBookings.City")).Hotel);
        Assert.Equal("Resort Hotel", ((Models.RawBookings)overridden.Get("RawBookings.Resort")).Hotel);
    }
}
