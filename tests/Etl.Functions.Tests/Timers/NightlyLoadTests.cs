using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Tests.Timers;

public sealed class NightlyLoadTests : IDisposable
{
    private const string FirstNight = "hotels-20261123-nightly";
    private static readonly Schedule Nightly = new("nightly", new TimeOnly(2, 30), "Europe/Lisbon");
    private readonly Bench _bench;

    /// <summary>The bench's clock starts on 2026-11-22 at 02:00 UTC.</summary>
    public NightlyLoadTests() => _bench = new Bench(Hotels());

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task FirstTick_OfANewDeployment_CatchesUpNothing()
    {
        _bench.Time.Advance(TimeSpan.FromHours(10));

        await TickAsync();

        Assert.Empty(_bench.Scheduled);
    }

    [Fact]
    public async Task Tick_AfterAnOccurrence_StartsItsRunUnderTheIdOfThatNight()
    {
        await TickThroughFirstNightAsync();

        Assert.Equal([FirstNight], _bench.Scheduled);
        var claim = await _bench.Records.FindClaimAsync(FirstNight, Bench.Cancellation);
        Assert.Equal((new DateOnly(2026, 11, 22), RunOrigin.Schedule), (claim!.Job.BusinessDate, claim.Request.Origin));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task SecondTick_WhateverHasBecomeOfTheRun_StartsNothing(OrchestrationRuntimeStatus status)
    {
        await TickThroughFirstNightAsync();
        await EndAsync(status);
        _bench.SetInstance(FirstNight, status);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();
        await TickAsync();

        Assert.Equal([FirstNight], _bench.Scheduled);
        Assert.Empty(_bench.Log.Errors);
    }

    [Fact]
    public async Task SecondTick_AfterTheHistoryOfTheRunWasPurged_StartsNothing()
    {
        await TickThroughFirstNightAsync();
        await EndAsync(OrchestrationRuntimeStatus.Completed);
        _bench.SetInstance(FirstNight, null);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();

        Assert.Equal([FirstNight], _bench.Scheduled);
    }

    [Fact]
    public async Task ClaimWithoutInstance_IsScheduledByTheFirstTickAfterAMinute()
    {
        await TickThroughFirstNightAsync();
        _bench.SetInstance(FirstNight, null);

        _bench.Time.Advance(TimeSpan.FromSeconds(59));
        await TickAsync();
        Assert.Equal([FirstNight], _bench.Scheduled);

        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        await TickAsync();
        Assert.Equal([FirstNight, FirstNight], _bench.Scheduled);
    }

    [Fact]
    public async Task MissedNights_AreStartedOldestFirst()
    {
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromDays(10));

        await TickAsync();

        // It is 02:00 on December 2: two nights have been missed, and tonight's is not due yet.
        Assert.Equal(["hotels-20261130-nightly", "hotels-20261201-nightly"], _bench.Scheduled);
    }

    [Fact]
    public async Task OccurrenceRightBeforeMidnight_IsStartedByTheTickAfterIt_AlsoWithoutCatchUp()
    {
        using var bench = new Bench(new Pipeline("hotels", [Numbers.Sum("A")]) { Schedules = [new Schedule("late", new TimeOnly(23, 58)) { CatchUpDays = 0 }] });
        for (var tick = 0; tick < 2 * 24 * 12; tick++)
        {
            await TickAsync(bench);
            bench.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(["hotels-20261122-late", "hotels-20261123-late"], bench.Scheduled);
        Assert.Equal(new DateOnly(2026, 11, 21), (await bench.Records.FindClaimAsync("hotels-20261122-late", Bench.Cancellation))!.Job.BusinessDate);
    }

    [Fact]
    public async Task RunsOfSeveralPipelines_AreStartedInTheOrderOfTheirInstants()
    {
        using var bench = new Bench(Hotels(), new Pipeline("rates", [Numbers.Sum("B")]) { Schedules = [new Schedule("early", new TimeOnly(1, 0)) { CatchUpDays = 1 }, new Schedule("late", new TimeOnly(23, 0)) { CatchUpDays = 1 }] });
        await TickAsync(bench);
        bench.Time.Advance(TimeSpan.FromHours(25));

        await TickAsync(bench);

        Assert.Equal(["hotels-20261122-nightly", "rates-20261122-late", "rates-20261123-early", FirstNight], bench.Scheduled);
    }

    [Fact]
    public async Task RunThatCantBeStarted_IsLoggedAndKeepsNoOtherWaiting()
    {
        var broken = new Pipeline("broken", [Numbers.Sum("B", "Nowhere")]) { Schedules = [new Schedule("nightly", new TimeOnly(1, 0))] };
        using var bench = new Bench(broken, Hotels());
        await TickAsync(bench);
        bench.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));

        await TickAsync(bench);

        Assert.Equal(["hotels-20261122-nightly", FirstNight], bench.Scheduled);
        var error = Assert.Single(bench.Log.Errors);
        Assert.StartsWith("Schedule nightly of broken could not start its run of 2026-11-23: ", error, StringComparison.Ordinal);
        Assert.Contains("'Numbers.Nowhere'", error, StringComparison.Ordinal);
        Assert.Null(await bench.Records.FindClaimAsync("broken-20261123-nightly", Bench.Cancellation));
    }

    [Fact]
    public async Task RunThatTheHostRefuses_KeepsNoOtherWaitingAndIsStartedByALaterTick()
    {
        using var bench = new Bench(new Pipeline("sales", [Numbers.Sum("B")]) { Schedules = [new Schedule("nightly", new TimeOnly(2, 15))] }, Hotels());
        await TickAsync(bench);
        bench.Time.Advance(TimeSpan.FromHours(24));
        bench.Refuse = id => id.StartsWith("sales", StringComparison.Ordinal);
        bench.Time.Advance(TimeSpan.FromMinutes(45));

        await TickAsync(bench);
        Assert.Equal(["hotels-20261122-nightly", FirstNight], bench.Scheduled);
        Assert.All(bench.Log.Errors, error => Assert.Contains("nightly of sales could not start", error, StringComparison.Ordinal));

        bench.Refuse = _ => false;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await TickAsync(bench);
        Assert.Equal(["hotels-20261122-nightly", FirstNight, "sales-20261122-nightly", "sales-20261123-nightly"], bench.Scheduled);
    }

    [Fact]
    public async Task ScheduleWithAnUnknownTimeZone_IsLoggedAndKeepsNoOtherWaiting()
    {
        using var bench = new Bench(new Pipeline("sales", [Numbers.Sum("B")]) { Schedules = [new Schedule("nightly", new TimeOnly(1, 0), "Europe/Lissabon")] }, Hotels());
        await TickAsync(bench);
        bench.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));

        await TickAsync(bench);

        Assert.Contains(FirstNight, bench.Scheduled);
        Assert.All(bench.Log.Errors, error => Assert.StartsWith("Schedule nightly of sales is left out of this tick: ", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RecordOfAScheduleThatCantBeRead_IsLoggedAndKeepsNoOtherWaiting()
    {
        using var bench = new Bench(new Pipeline("sales", [Numbers.Sum("B")]) { Schedules = [new Schedule("nightly", new TimeOnly(1, 0))] }, Hotels());
        await bench.Store.TryCreateAsync("schedules/sales/nightly.json", "{"u8.ToArray(), Bench.Cancellation);
        await TickAsync(bench);
        bench.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));

        await TickAsync(bench);

        Assert.Contains(FirstNight, bench.Scheduled);
        Assert.Contains(bench.Log.Errors, error => error.Contains("'schedules/sales/nightly.json' can't be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PipelineWhoseLagWasChanged_DoesNotRunItsNightAgain()
    {
        await TickThroughFirstNightAsync();
        _bench.Deploy(new Pipeline("hotels", [Numbers.Sum("A")]) { LagDays = 2, Schedules = [Nightly] });

        await TickAsync();

        Assert.Equal([FirstNight], _bench.Scheduled);
        Assert.Empty(_bench.Log.Errors);
    }

    [Fact]
    public async Task TickThatTheHostStops_StopsAndIsNoError()
    {
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromDays(1));
        using var stopping = new CancellationTokenSource();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.Make<NightlyLoad>().RunAsync(new TimerInfo(), _bench.Client.Object, stopping.Token));

        Assert.Empty(_bench.Log.Errors);
    }

    [Fact]
    public async Task TickBesideAnother_StartsEachRunOnce()
    {
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        var bothClaim = new Barrier(2);
        _bench.Store.Before = (operation, name) => operation == "create" && name.EndsWith("claim.json", StringComparison.Ordinal)
            ? Task.Run(() => bothClaim.SignalAndWait(TestApp.Patience))
            : Task.CompletedTask;

        await Task.WhenAll(Task.Run(TickAsync), Task.Run(TickAsync));

        Assert.Equal(["hotels-20261122-nightly", FirstNight], _bench.Scheduled);
    }

    private static Pipeline Hotels() => new("hotels", [Numbers.Sum("A")]) { Schedules = [Nightly with { CatchUpDays = 2 }] };

    private async Task TickThroughFirstNightAsync()
    {
        // After the occurrence of the 22nd, so that the first one is that of the 23rd.
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromHours(24));
        await TickAsync();
    }

    private async Task EndAsync(OrchestrationRuntimeStatus status)
    {
        var claim = await _bench.Records.FindClaimAsync(FirstNight, Bench.Cancellation);
        if (status == OrchestrationRuntimeStatus.Completed)
        {
            await _bench.RunTaskAsync(claim!, "A");
            await _bench.FinishAsync(claim!, RunEndingKind.Publish);
        }
        else if (status == OrchestrationRuntimeStatus.Failed)
        {
            await _bench.FinishAsync(claim!, RunEndingKind.Fail);
        }
    }

    private Task TickAsync() => TickAsync(_bench);

    private static Task TickAsync(Bench bench) => bench.Make<NightlyLoad>().RunAsync(new TimerInfo(), bench.Client.Object, Bench.Cancellation);
}
