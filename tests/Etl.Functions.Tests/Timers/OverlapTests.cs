using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Timers;

public sealed class OverlapTests : IDisposable
{
    private const string First = "hotels-20261123-nightly";
    private const string Second = "hotels-20261124-nightly";
    private const string Third = "hotels-20261125-nightly";
    private readonly Bench _bench = new(Hotels(ScheduleOverlap.Parallel));

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(ScheduleOverlap.Parallel, new[] { First, Second, Third })]
    [InlineData(ScheduleOverlap.Skip, new[] { First })]
    [InlineData(ScheduleOverlap.Queue, new[] { First })]
    public async Task OccurrenceBesideAnOpenRun_FollowsThePolicy(ScheduleOverlap overlap, string[] started)
    {
        await TickNightsAsync(overlap, nights: 3);

        Assert.Equal(started, _bench.Scheduled);
    }

    [Fact]
    public async Task SkippedOccurrence_IsRecordedAndNeverStartedLater()
    {
        await TickNightsAsync(ScheduleOverlap.Skip, nights: 2);
        await FailAsync(First);

        await TickAsync();
        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
        var decisions = _bench.Services.GetRequiredService<ScheduleDecisions>();
        Assert.Equal(First, (await decisions.FindAsync("hotels", "nightly", new DateOnly(2026, 11, 24), Bench.Cancellation))!.SkippedFor);
        Assert.Null((await decisions.FindAsync("hotels", "nightly", new DateOnly(2026, 11, 23), Bench.Cancellation))!.SkippedFor);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        await TickAsync();
        Assert.Equal([First, Third], _bench.Scheduled);
    }

    [Fact]
    public async Task QueuedOccurrences_AreStartedOneByOneOldestFirst()
    {
        await TickNightsAsync(ScheduleOverlap.Queue, nights: 3);
        await TickAsync();
        await FailAsync(First);
        await TickAsync();
        await TickAsync();
        Assert.Equal([First, Second], _bench.Scheduled);

        await FailAsync(Second);
        await TickAsync();

        Assert.Equal([First, Second, Third], _bench.Scheduled);
    }

    [Fact]
    public async Task Queue_CatchesUpOneNightAtATime()
    {
        await DeployAsync(ScheduleOverlap.Queue);
        _bench.Time.Advance(TimeSpan.FromDays(2));

        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
    }

    [Theory]
    [InlineData(ScheduleOverlap.Skip)]
    [InlineData(ScheduleOverlap.Queue)]
    public async Task NightThatAnotherProcessClaimsMeanwhile_HasNoOtherBesideIt(ScheduleOverlap overlap)
    {
        await DeployAsync(overlap);
        _bench.Time.Advance(TimeSpan.FromDays(2));
        BeforeTheClaimIs("create", StartFirstAsync);

        await TickAsync();
        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
    }

    [Theory]
    [InlineData(ScheduleOverlap.Skip)]
    [InlineData(ScheduleOverlap.Queue)]
    public async Task NightThatAnotherProcessClaimedAfterTheIndexWasRead_HasNoOtherBesideIt(ScheduleOverlap overlap)
    {
        await DeployAsync(overlap);
        _bench.Time.Advance(TimeSpan.FromDays(2));
        BeforeTheClaimIs("read", StartFirstAsync);

        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
    }

    [Theory]
    [InlineData(ScheduleOverlap.Skip, new string[0])]
    [InlineData(ScheduleOverlap.Queue, new string[0])]
    [InlineData(ScheduleOverlap.Parallel, new[] { Second })]
    public async Task NightThatIsClaimedButCouldNotBeScheduled_IsOpen(ScheduleOverlap overlap, string[] beside)
    {
        await DeployAsync(overlap);
        _bench.Time.Advance(TimeSpan.FromDays(2));
        _bench.Refuse = id => id == First;

        await TickAsync();
        Assert.Equal(beside, _bench.Scheduled);

        _bench.Refuse = _ => false;
        _bench.Time.Advance(TimeSpan.FromMinutes(5));
        await TickAsync();
        Assert.Equal([.. beside, First], _bench.Scheduled);
    }

    [Theory]
    [InlineData(ScheduleOverlap.Skip)]
    [InlineData(ScheduleOverlap.Queue)]
    public async Task NightThatAnotherProcessHasRunToItsEndMeanwhile_KeepsNoOtherWaiting(ScheduleOverlap overlap)
    {
        await DeployAsync(overlap);
        _bench.Time.Advance(TimeSpan.FromDays(2));
        BeforeTheClaimIs("create", async () =>
        {
            await StartFirstAsync();
            await FailAsync(First);
        });

        await TickAsync();

        Assert.Equal([First, Second], _bench.Scheduled);
    }

    [Fact]
    public async Task RunStartedByHand_KeepsNoOccurrenceWaiting()
    {
        await DeployAsync(ScheduleOverlap.Queue);
        await _bench.ClaimAsync("hotels");
        _bench.Scheduled.Clear();
        _bench.Time.Advance(TimeSpan.FromDays(1));

        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
    }

    [Fact]
    public async Task SecondScheduleOfAPipeline_WaitsForTheRunOfTheFirst()
    {
        var midday = new Schedule("midday", new TimeOnly(12, 0), "Asia/Tokyo") { Overlap = ScheduleOverlap.Queue };
        _bench.Deploy(new Pipeline("hotels", [Numbers.Sum("A")]) { Schedules = [Nightly(ScheduleOverlap.Queue), midday] });
        _bench.Time.Advance(TimeSpan.FromHours(2));
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromDays(1));

        await TickAsync();
        Assert.Equal([First], _bench.Scheduled);
        await FailAsync(First);
        await TickAsync();

        Assert.Equal([First, "hotels-20261123-midday"], _bench.Scheduled);
    }

    [Fact]
    public async Task PausedPipeline_StartsNothingAndCatchesUpNothingOfThePause()
    {
        await DeployAsync(ScheduleOverlap.Parallel);
        var states = _bench.Services.GetRequiredService<PipelineStates>();
        await states.PauseAsync("hotels", Bench.Cancellation);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        await TickAsync();
        Assert.Empty(_bench.Scheduled);

        await states.UnpauseAsync("hotels", Bench.Cancellation);
        await TickAsync();
        Assert.Empty(_bench.Scheduled);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        await TickAsync();

        Assert.Equal([Second], _bench.Scheduled);
    }

    [Fact]
    public async Task NightMissedBeforeThePause_IsCaughtUpAfterIt()
    {
        await DeployAsync(ScheduleOverlap.Parallel);
        var states = _bench.Services.GetRequiredService<PipelineStates>();
        _bench.Time.Advance(TimeSpan.FromDays(1));
        await states.PauseAsync("hotels", Bench.Cancellation);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        await states.UnpauseAsync("hotels", Bench.Cancellation);

        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
    }

    [Fact]
    public async Task RunThatWasTerminatedAndPurgedBehindOurBack_IsNotStartedAgainByATick()
    {
        await TickNightsAsync(ScheduleOverlap.Parallel, nights: 1);
        await _bench.Make<Etl.Functions.Activities.PinInputs>().RunAsync(First, Bench.Cancellation);
        _bench.SetInstance(First, null);
        _bench.Time.Advance(TimeSpan.FromHours(1));

        await TickAsync();

        Assert.Equal([First], _bench.Scheduled);
    }

    private static Schedule Nightly(ScheduleOverlap overlap) => new("nightly", new TimeOnly(2, 30), "Europe/Lisbon") { CatchUpDays = 3, Overlap = overlap };

    private static Pipeline Hotels(ScheduleOverlap overlap) => new("hotels", [Numbers.Sum("A")]) { Schedules = [Nightly(overlap)] };

    private async Task DeployAsync(ScheduleOverlap overlap)
    {
        _bench.Deploy(Hotels(overlap));

        // After the occurrence of the 22nd, so that the first one is that of the 23rd.
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();
    }

    private async Task TickNightsAsync(ScheduleOverlap overlap, int nights)
    {
        await DeployAsync(overlap);
        for (var night = 0; night < nights; night++)
        {
            _bench.Time.Advance(TimeSpan.FromDays(1));
            await TickAsync();
        }
    }

    /// <summary>As another process does, at its tick.</summary>
    /// <summary>Once, as another process may come between two steps of the tick.</summary>
    /// <param name="operation">Of the store, on the claim of the first night.</param>
    /// <param name="meanwhile">What the other process does.</param>
    private void BeforeTheClaimIs(string operation, Func<Task> meanwhile) => _bench.Store.Before = async (next, name) =>
    {
        if (next == operation && name == $"runs/{First}/claim.json")
        {
            _bench.Store.Before = null;
            await meanwhile();
        }
    };

    private Task StartFirstAsync() => StartAsync(First, new DateOnly(2026, 11, 22));

    private Task StartAsync(string runId, DateOnly businessDate) =>
        _bench.Starter.StartAsync(_bench.Client.Object, new RunRequest { Pipeline = "hotels", BusinessDate = businessDate, Origin = RunOrigin.Schedule }, runId, Bench.Cancellation);

    private async Task FailAsync(string runId)
    {
        await _bench.FinishAsync((await _bench.Records.FindClaimAsync(runId, Bench.Cancellation))!, RunEndingKind.Fail);
        _bench.SetInstance(runId, OrchestrationRuntimeStatus.Failed);
    }

    private Task TickAsync() => _bench.Make<NightlyLoad>().RunAsync(new TimerInfo(), _bench.Client.Object, Bench.Cancellation);
}
