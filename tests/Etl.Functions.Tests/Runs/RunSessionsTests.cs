using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Runs;

public sealed class RunSessionsTests : IDisposable
{
    private readonly Bench _bench = new(new Pipeline("sales", [Numbers.Sum("A")]));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task TasksOfARun_ShareItsModels()
    {
        var sessions = _bench.Make<RunSessions>();
        var claim = await _bench.ClaimAsync("sales");

        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => sessions.GetAsync(claim.Job.RunId, Bench.Cancellation))));

        Assert.All(opened, session => Assert.Same(opened[0], session));
    }

    [Fact]
    public async Task Session_ThatCouldNotBeOpened_IsOpenedAnew()
    {
        var sessions = InAnotherProcess();
        var claim = await _bench.ClaimAsync("sales");
        _bench.Store.Before = (_, _) => throw FaultyStore.Unreachable;
        await Assert.ThrowsAsync<StoreException>(() => sessions.GetAsync(claim.Job.RunId, Bench.Cancellation));
        _bench.Store.Before = null;

        Assert.Equal(claim.Job.RunId, (await sessions.GetAsync(claim.Job.RunId, Bench.Cancellation)).Claim.Job.RunId);
    }

    [Fact]
    public async Task CallerThatGivesUp_DoesNotCancelTheOthers()
    {
        var sessions = InAnotherProcess();
        var claim = await _bench.ClaimAsync("sales");
        var mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Store.Before = (_, _) => mayRead.Task;
        using var givesUp = new CancellationTokenSource();
        var first = sessions.GetAsync(claim.Job.RunId, givesUp.Token);
        var second = sessions.GetAsync(claim.Job.RunId, Bench.Cancellation);

        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        mayRead.SetResult();

        Assert.Equal(claim.Job.RunId, (await second).Claim.Job.RunId);
    }

    [Fact]
    public async Task SessionsOfManyRuns_DropTheLeastRecentlyUsed()
    {
        var sessions = _bench.Make<RunSessions>();
        var claims = new List<string>();
        for (var i = 0; i < 33; i++)
        {
            claims.Add((await _bench.ClaimAsync("sales")).Job.RunId);
        }

        var first = await sessions.GetAsync(claims[0], Bench.Cancellation);
        var second = await sessions.GetAsync(claims[1], Bench.Cancellation);
        foreach (var runId in claims.Skip(2))
        {
            await sessions.GetAsync(claims[0], Bench.Cancellation);
            await sessions.GetAsync(runId, Bench.Cancellation);
        }

        Assert.Same(first, await sessions.GetAsync(claims[0], Bench.Cancellation));
        Assert.NotSame(second, await sessions.GetAsync(claims[1], Bench.Cancellation));
    }

    [Fact]
    public async Task UnknownRun_HasNoSession() =>
        await Assert.ThrowsAsync<UnknownRunException>(() => _bench.Make<RunSessions>().GetAsync("sales-20260101-nightly", Bench.Cancellation));

    [Fact]
    public async Task PipelineThatDoesNotFitTogetherAnyMore_HasNoSession()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Deploy(new Pipeline("sales", [Numbers.Sum("A", "Nowhere")]));

        await Assert.ThrowsAsync<InvalidPlanException>(() => _bench.Make<RunSessions>().GetAsync(claim.Job.RunId, Bench.Cancellation));
    }

    /// <summary>Which has not claimed the run, and so has to read it.</summary>
    private RunSessions InAnotherProcess() => ActivatorUtilities.CreateInstance<RunSessions>(_bench.Services, new RunRecords(_bench.Store, TimeProvider.System));
}
