using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Tests.Runs;

public sealed class RunStarterTests : IDisposable
{
    private const string TheRun = "sales-k-0123456789abcdef";
    private readonly Bench _bench = new(new Pipeline("sales", [Numbers.Sum("A"), Numbers.Sum("B", "A")]) { Parameters = [new Parameter("size", "small")] });

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task NewRun_IsClaimedWithEveryDefaultResolvedAndScheduledOnce()
    {
        var started = await _bench.Starter.StartAsync(_bench.Client.Object, Request(), runId: null, Bench.Cancellation);

        Assert.True(started.IsNew);
        var claim = await _bench.Records.FindClaimAsync(started.Claim.Job.RunId, Bench.Cancellation);
        Assert.Equivalent(started.Claim, claim, strict: true);
        Assert.Matches("^sales-20261122T020000Z-[0-9a-f]{6}$", claim!.Job.RunId);
        Assert.Equal((new DateOnly(2026, 11, 21), "local", "small"), (claim.Job.BusinessDate, claim.Job.Environment, claim.Job.Parameter("size")));
        Assert.Equal([claim.Job.RunId], _bench.Scheduled);
        Assert.Equal((RunSnapshot.SchemaWithoutPacks, 100, TimeSpan.FromSeconds(10)), (claim.Snapshot.Schema, claim.Snapshot.MaxFanOut, claim.Snapshot.CancelGrace));
        Assert.Equal([("A", 0), ("B", 1)], claim.Snapshot.Tasks.Select(task => (task.Name, task.Requires.Count)));
        Assert.Equal(claim.Job.RunId, (await _bench.Records.ListRunsAsync(Bench.Cancellation).SingleAsync(Bench.Cancellation)).RunId);
    }

    [Theory]
    [InlineData(RunOrigin.CommandLine, true)]
    [InlineData(RunOrigin.Http, false)]
    [InlineData(RunOrigin.Schedule, false)]
    public async Task RunOfACommandLine_AndNoOther_IsFollowed(RunOrigin origin, bool isFollowed)
    {
        await StartAsync(Request() with { Origin = origin });

        Assert.Equal(isFollowed, (await _bench.Records.FindClaimAsync(TheRun, Bench.Cancellation))!.Snapshot.IsFollowed);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task SameRequestUnderTheSameId_WhateverHasBecomeOfTheRun_ReturnsIt(OrchestrationRuntimeStatus status)
    {
        var first = await StartAsync(Request());
        _bench.SetInstance(TheRun, status);
        _bench.Time.Advance(TimeSpan.FromDays(3));

        var second = await StartAsync(Request());

        Assert.False(second.IsNew);
        Assert.Equivalent(first.Claim, second.Claim, strict: true);
        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task OtherRequestUnderTheSameId_IsAConflict()
    {
        await StartAsync(Request());

        var exception = await Assert.ThrowsAsync<RunConflictException>(() => StartAsync(Request() with { Environment = "prod" }));

        Assert.Equal(TheRun, exception.RunId);
        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Theory]
    [InlineData("parameters")]
    [InlineData("modelConfigs")]
    [InlineData("businessDate")]
    [InlineData("environment")]
    [InlineData("onFailure")]
    [InlineData("origin")]
    [InlineData("pipeline")]
    public void Hash_OfARequest_TellsEveryFieldApart(string field)
    {
        var request = Request();
        var other = field switch
        {
            "parameters" => request with { Parameters = new(StringComparer.Ordinal) { ["size"] = "large" } },
            "modelConfigs" => request with { ModelConfigs = request.ModelConfigs.With("Numbers.A", "limit", 3) },
            "businessDate" => request with { BusinessDate = new DateOnly(2026, 11, 1) },
            "environment" => request with { Environment = "prod" },
            "onFailure" => request with { OnFailure = FailureMode.Stop },
            "origin" => request with { Origin = RunOrigin.CommandLine },
            _ => request with { Pipeline = "other" },
        };

        Assert.Equal(request.Hash(), Request().Hash());
        Assert.NotEqual(request.Hash(), other.Hash());
    }

    [Fact]
    public async Task Repeat_AfterMidnight_IsTheSameRequestAlthoughItsDefaultDateIsAnother()
    {
        var first = await StartAsync(Request());
        _bench.Time.Advance(TimeSpan.FromDays(1));

        var second = await StartAsync(Request());

        Assert.Equal((first.Claim.Job.BusinessDate, false), (second.Claim.Job.BusinessDate, second.IsNew));
    }

    [Fact]
    public async Task Repeat_OfARunWhosePipelineDoesNotFitTogetherAnyMore_StillReturnsIt()
    {
        await StartAsync(Request());
        _bench.Deploy(new Pipeline("sales", [Numbers.Sum("A", "Nowhere")]));

        Assert.False((await StartAsync(Request())).IsNew);
    }

    [Fact]
    public async Task ClaimLeftBehind_IsScheduledByTheSameRequestAfterAMinute()
    {
        await StartAsync(Request());
        _bench.SetInstance(TheRun, null);

        _bench.Time.Advance(RunStarter.ClaimWithoutInstance - TimeSpan.FromTicks(1));
        await StartAsync(Request());
        Assert.Equal([TheRun], _bench.Scheduled);

        _bench.Time.Advance(TimeSpan.FromTicks(1));
        await StartAsync(Request());
        Assert.Equal([TheRun, TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task ClaimLeftBehind_IsNotScheduledByAnotherRequest()
    {
        await StartAsync(Request());
        _bench.SetInstance(TheRun, null);
        _bench.Time.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<RunConflictException>(() => StartAsync(Request() with { Environment = "prod" }));

        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task ClaimLeftBehind_ThatSomebodyElseSchedulesMeanwhile_IsNoError()
    {
        await StartAsync(Request());
        _bench.SetInstance(TheRun, null);
        _bench.Time.Advance(TimeSpan.FromHours(1));
        _bench.Store.Before = (operation, name) =>
        {
            if (operation == "note" && name.StartsWith("index/", StringComparison.Ordinal))
            {
                _bench.SetInstance(TheRun, OrchestrationRuntimeStatus.Running);
            }

            return Task.CompletedTask;
        };

        Assert.False((await StartAsync(Request())).IsNew);
        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task EndedRun_WhoseHistoryWasPurged_IsNotScheduledAgain()
    {
        var run = (await StartAsync(Request())).Claim;
        await _bench.FinishAsync(run, RunEndingKind.Fail);
        _bench.SetInstance(TheRun, null);
        _bench.Time.Advance(TimeSpan.FromDays(100));

        await StartAsync(Request());

        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task RunThatHadBegun_WhoseHistoryWasPurgedWithoutASummary_IsNotScheduledAgain()
    {
        await StartAsync(Request());
        await _bench.Make<Etl.Functions.Activities.PinInputs>().RunAsync(TheRun, Bench.Cancellation);
        _bench.SetInstance(TheRun, null);
        _bench.Time.Advance(TimeSpan.FromHours(1));

        Assert.False((await StartAsync(Request())).IsNew);

        Assert.Equal([TheRun], _bench.Scheduled);
        Assert.Contains(_bench.Log.All, line => line.Text.Contains($"etl cancel {TheRun}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClaimWhosePutFailsAfterItTookEffect_IsTriedAgainAsTheSameClaimAndScheduled()
    {
        var failures = 1;
        _bench.Store.After = (operation, name) => operation == "create" && name.EndsWith("claim.json", StringComparison.Ordinal) && failures-- > 0
            ? throw FaultyStore.Unreachable
            : Task.CompletedTask;

        Assert.True((await StartAsync(Request())).IsNew);

        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task ClaimThatCantBePut_IsGivenUpAfterThreeTries()
    {
        var tries = 0;
        _bench.Store.Before = (operation, name) => operation == "create" && name.EndsWith("claim.json", StringComparison.Ordinal) && tries++ >= 0
            ? throw FaultyStore.Unreachable
            : Task.CompletedTask;

        await Assert.ThrowsAsync<Etl.Storage.Objects.StoreException>(() => StartAsync(Request()));

        Assert.Equal(3, tries);
        Assert.Empty(_bench.Scheduled);
    }

    [Fact]
    public async Task TwoStartsAtTheSameTime_ScheduleTheRunOnce()
    {
        var bothClaim = new Barrier(2);
        _bench.Store.Before = (operation, name) => operation == "create" && name.EndsWith("claim.json", StringComparison.Ordinal)
            ? Task.Run(() => bothClaim.SignalAndWait(TestApp.Patience))
            : Task.CompletedTask;

        var started = await Task.WhenAll(Task.Run(() => StartAsync(Request())), Task.Run(() => StartAsync(Request())));

        Assert.Equal([false, true], started.Select(start => start.IsNew).Order());
        Assert.Equal([TheRun], _bench.Scheduled);
        Assert.Equal(started[0].Claim.ClaimId, started[1].Claim.ClaimId);
    }

    [Fact]
    public async Task ClaimWhoseAnswerWasLost_IsRecognisedAndScheduled()
    {
        _bench.Store.LosesAnswer = name => name.EndsWith("claim.json", StringComparison.Ordinal);

        Assert.True((await StartAsync(Request())).IsNew);
        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task Request_WithProblems_WritesNothing()
    {
        var exception = await Assert.ThrowsAsync<InvalidRunRequestException>(() => StartAsync(Request() with { Parameters = new(StringComparer.Ordinal) { ["colour"] = "red" } }));

        Assert.Equal(["unknown-parameter"], exception.Problems.Select(problem => problem.Code));
        Assert.Empty(_bench.Scheduled);
        Assert.Empty(await _bench.Store.ListAsync("runs/", Bench.Cancellation).ToListAsync(Bench.Cancellation));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(OrchestrationRuntimeStatus.Failed, 1)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, 1)]
    [InlineData(OrchestrationRuntimeStatus.Running, 0)]
    public async Task Resume_RaisesTheEpochAndSchedulesWhatNobodyWorksOn(OrchestrationRuntimeStatus? status, int scheduled)
    {
        await StartAsync(Request());
        _bench.SetInstance(TheRun, status);

        await _bench.Starter.ResumeAsync(_bench.Client.Object, TheRun, Bench.Cancellation);

        Assert.Equal(2, await _bench.Records.ReadEpochAsync(TheRun, Bench.Cancellation));
        Assert.Equal(1 + scheduled, _bench.Scheduled.Count);
    }

    [Fact]
    public async Task Resume_OfARunThatHasEnded_DoesNothing()
    {
        var run = (await StartAsync(Request())).Claim;
        await _bench.FinishAsync(run, RunEndingKind.Fail);
        _bench.SetInstance(TheRun, OrchestrationRuntimeStatus.Failed);

        await _bench.Starter.ResumeAsync(_bench.Client.Object, TheRun, Bench.Cancellation);

        Assert.Equal(1, await _bench.Records.ReadEpochAsync(TheRun, Bench.Cancellation));
        Assert.Equal([TheRun], _bench.Scheduled);
    }

    [Fact]
    public async Task Resume_OfAnUnknownRun_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<UnknownRunException>(() => _bench.Starter.ResumeAsync(_bench.Client.Object, "sales-20260101-nightly", Bench.Cancellation));

        Assert.Equal("sales-20260101-nightly", exception.RunId);
    }

    private static RunRequest Request() => new() { Pipeline = "sales", Origin = RunOrigin.Http };

    private Task<RunStart> StartAsync(RunRequest request) => _bench.Starter.StartAsync(_bench.Client.Object, request, TheRun, Bench.Cancellation);
}
