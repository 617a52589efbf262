using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Activities;

/// <summary>Timeout, cancel request and the end of the host, on a clock that the tests move.</summary>
public sealed class RunTaskStopTests : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TaskTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    /// <summary>The look for a cancel request, the wait for the next progress note, and the grace itself.</summary>
    private const int TimersInTheGrace = 3;

    private readonly Bench _bench;
    private readonly TaskCompletionSource<TaskContext> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<TaskContext, CancellationToken, Task> _work = (_, token) => Task.Delay(Timeout.Infinite, token);

    public RunTaskStopTests()
    {
        var task = Numbers.Task(
            "A",
            (context, token) =>
            {
                _started.SetResult(context);
                return _work(context, token);
            },
            Numbers.Quick with { Timeout = TaskTimeout, Pools = ["warehouse"] });
        _bench = new Bench(new PipelineCatalog(new Pipeline("sales", [task])) { Pools = [new Pool("warehouse", 1)] }) { Options = new EtlOptions { CancelPollInterval = PollInterval } };
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Timeout_StopsTheTaskAndMayBeTriedAgain()
    {
        var (claim, running) = await StartAsync();

        _bench.Time.Advance(TaskTimeout);
        var outcome = await running;

        Assert.Equal((RunStatus.Failed, true, "Timeout"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type));
        Assert.Null(await _bench.CommitAsync(claim, "A"));
        AssertNoTimers();
    }

    [Fact]
    public async Task BeforeItsTimeout_TheTaskRuns()
    {
        var (_, running) = await StartAsync();

        _bench.Time.Advance(TaskTimeout - TimeSpan.FromTicks(1));

        Assert.False((await _started.Task).Job.RunId.Length == 0 || running.IsCompleted);
        _bench.Time.Advance(TimeSpan.FromTicks(1));
        await running;
    }

    [Fact]
    public async Task Timeout_OfATaskThatWrapsTheCancellation_IsATimeout()
    {
        _work = WrapAsync;
        var (_, running) = await StartAsync();

        _bench.Time.Advance(TaskTimeout);

        Assert.Equal("Timeout", (await running).Error!.Type);
    }

    [Fact]
    public async Task Timeout_OfATaskThatIgnoresItsToken_LeavesItBehindAfterAGrace()
    {
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work = (_, _) => mayEnd.Task;
        var (claim, running) = await StartAsync(isLast: true);

        _bench.Time.Advance(TaskTimeout);
        await _bench.Time.WaitForTimersAsync(TimersInTheGrace);
        Assert.False(running.IsCompleted);
        _bench.Time.Advance(StopGrace);
        var outcome = await running;
        mayEnd.SetResult();

        Assert.Equal("Timeout", outcome.Error!.Type);
        Assert.Equal(RunStatus.Failed, (await _bench.CommitAsync(claim, "A"))!.Status);
        Assert.Contains(_bench.Log.All, line => line.Text.Contains("A did not stop 00:00:10 after it was told to", StringComparison.Ordinal));
        AssertNoTimers();
    }

    [Fact]
    public async Task Timeout_OfATaskThatWritesOnWithoutItsToken_EndsItAtItsNextRow()
    {
        _work = async (context, _) =>
        {
            while (true)
            {
                await context.Output(Numbers.Of("A")).WriteAsync(new Number(1), CancellationToken.None);
                await Task.Yield();
            }
        };
        var (_, running) = await StartAsync();

        _bench.Time.Advance(TaskTimeout);
        var outcome = await running.WaitAsync(TestApp.Patience, Bench.Cancellation);

        Assert.Equal("Timeout", outcome.Error!.Type);
        Assert.DoesNotContain(_bench.Log.All, line => line.Text.Contains("did not stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TaskThatWasLeftBehind_CantWriteAnyMore()
    {
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work = (_, _) => mayEnd.Task;
        var (_, running) = await StartAsync();
        var context = await _started.Task;
        _bench.Time.Advance(TaskTimeout);
        await _bench.Time.WaitForTimersAsync(TimersInTheGrace);
        _bench.Time.Advance(StopGrace);
        await running;

        await Assert.ThrowsAnyAsync<Exception>(async () => await context.Output(Numbers.Of("A")).WriteAsync(new Number(1)));
        mayEnd.SetResult();
    }

    [Fact]
    public async Task Cancel_IsSeenAtTheNextPollAndEndsTheTaskAsCancelled()
    {
        var (claim, running) = await StartAsync();
        await _bench.CancelAsync(claim);

        _bench.Time.Advance(PollInterval);
        var outcome = await running;

        Assert.Equal((RunStatus.Cancelled, 1), (outcome.Status, outcome.Attempt));
        Assert.Equal(RunStatus.Cancelled, (await _bench.CommitAsync(claim, "A"))!.Status);
        Assert.Equal(RunStatus.Cancelled, (await _bench.NoteAsync(claim, "A"))!.Status);
        AssertNoTimers();
    }

    [Fact]
    public async Task Cancel_OfATaskThatWrapsTheCancellation_EndsItAsCancelled()
    {
        _work = WrapAsync;
        var (claim, running) = await StartAsync();
        await _bench.CancelAsync(claim);

        _bench.Time.Advance(PollInterval);

        Assert.Equal(RunStatus.Cancelled, (await running).Status);
    }

    [Fact]
    public async Task StoreThatCantBeReadWhileTheTaskRuns_DoesNotHarmIt()
    {
        var polled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work = (_, _) => mayEnd.Task;
        var (_, running) = await StartAsync();
        _bench.Store.Before = (operation, name) =>
        {
            if (operation == "read" && name.EndsWith("ending.json", StringComparison.Ordinal))
            {
                polled.TrySetResult();
                throw FaultyStore.Unreachable;
            }

            return Task.CompletedTask;
        };

        _bench.Time.Advance(PollInterval);
        await polled.Task;
        mayEnd.SetResult();

        Assert.Equal(RunStatus.Succeeded, (await running).Status);
    }

    [Fact]
    public async Task EndOfTheHost_IsNoOutcomeAndCommitsNothing()
    {
        using var hostStopping = new CancellationTokenSource();
        var (claim, running) = await StartAsync(isLast: true, hostStopping.Token);

        await hostStopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(await _bench.CommitAsync(claim, "A"));
        AssertNoTimers();
    }

    [Fact]
    public async Task EndOfTheHost_OfATaskThatWrapsTheCancellation_CommitsNothing()
    {
        using var hostStopping = new CancellationTokenSource();
        _work = WrapAsync;
        var (claim, running) = await StartAsync(isLast: true, hostStopping.Token);

        await hostStopping.CancelAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => running);
        Assert.Null(await _bench.CommitAsync(claim, "A"));
    }

    [Fact]
    public async Task TaskThatEnds_LeavesNoTimerBehind()
    {
        _work = (_, _) => Task.CompletedTask;
        var (_, running) = await StartAsync();

        Assert.Equal(RunStatus.Succeeded, (await running).Status);
        AssertNoTimers();
    }

    [Fact]
    public async Task WhileATaskRuns_ItsNoteSaysSince()
    {
        var (claim, running) = await StartAsync();

        var note = await _bench.NoteAsync(claim, "A");

        Assert.Equal((RunStatus.Running, 1, _bench.Time.GetUtcNow()), (note!.Status, note.Attempt, note.StartedAt));
        _bench.Time.Advance(TaskTimeout);
        await running;
    }

    [Fact]
    public async Task LostSlot_StopsTheTaskAndMayBeTriedAgain()
    {
        using var lost = new CancellationTokenSource();
        _bench.Store.LosesLeases = lost.Token;
        var (claim, running) = await StartAsync();

        await lost.CancelAsync();
        var outcome = await running;

        Assert.Equal((RunStatus.Failed, true, "LostSlot"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type));
        Assert.Null(await _bench.CommitAsync(claim, "A"));
        AssertNoTimers();
    }

    [Fact]
    public async Task SlotLostBeforeTheTaskBegins_LetsItNotBegin()
    {
        _bench.Store.LosesLeases = new CancellationToken(canceled: true);
        var (_, running) = await StartAsync();
        var outcome = await running;

        Assert.Equal((RunStatus.Failed, true, "LostSlot"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type));
        Assert.False(_started.Task.IsCompleted);
    }

    private static async Task WrapAsync(TaskContext context, CancellationToken token)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        catch (OperationCanceledException exception)
        {
            throw new InvalidOperationException("The connection was closed.", exception);
        }
    }

    private async Task<(RunClaim Claim, Task<TaskOutcome> Running)> StartAsync(bool isLast = false, CancellationToken hostStopping = default)
    {
        var claim = await _bench.ClaimAsync("sales");
        var running = _bench.Make<RunTask>().RunAsync(new RunTaskInput(claim.Job.RunId, "A", 1, isLast, []), hostStopping);
        await Task.WhenAny(_started.Task, running).WaitAsync(TestApp.Patience, Bench.Cancellation);
        return (claim, running);
    }

    private void AssertNoTimers() => Assert.Equal(0, _bench.Time.ActiveTimers);
}
