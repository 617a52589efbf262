using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Objects;

namespace Etl.Functions.Tests.Activities;

/// <summary>The platform delivers an activity at least once: again, late, and beside another delivery.</summary>
public sealed class RunTaskDeliveryTests : IDisposable
{
    private readonly Bench _bench;
    private int _runs;
    private Func<CancellationToken, Task> _work = _ => Task.CompletedTask;

    public RunTaskDeliveryTests() => _bench = new Bench(new Pipeline("sales", [Numbers.Task("A", async (_, token) =>
    {
        Interlocked.Increment(ref _runs);
        await _work(token);
    })]));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task SecondDelivery_AfterTheFirst_ReturnsItsOutcomeAndRunsNothing()
    {
        var claim = await _bench.ClaimAsync("sales");

        var first = await _bench.RunTaskAsync(claim, "A");
        var second = await _bench.RunTaskAsync(claim, "A");

        Assert.Equivalent(first, second, strict: true);
        Assert.Equal(1, _runs);
        Assert.Single(await ModelsAsync());
    }

    [Fact]
    public async Task TwoDeliveries_AtTheSameTime_HaveOneWinnerAndOneOutcome()
    {
        var claim = await _bench.ClaimAsync("sales");
        var bothRun = new Barrier(2);
        _work = token => Task.Run(() => bothRun.SignalAndWait(token), token);

        var outcomes = await Task.WhenAll(_bench.RunTaskAsync(claim, "A"), _bench.RunTaskAsync(claim, "A"));

        Assert.Equal(2, _runs);
        Assert.Equivalent(outcomes[0], outcomes[1], strict: true);
        var commit = await _bench.CommitAsync(claim, "A");
        Assert.Equal(outcomes[0].Outputs, commit!.Outputs.Select(output => output.Id));
        Assert.Equal(1, await _bench.ValueAsync(Assert.Single(commit.Outputs)));
        Assert.Contains(_bench.Log.All, line => line.Text.Contains("whose outcome is taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Crash_BetweenCommitAndAnswer_IsAdoptedByTheNextDelivery()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Store.After = (operation, name) => operation == "create" && name.EndsWith("commits/A.json", StringComparison.Ordinal) ? throw FaultyStore.Unreachable : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreException>(() => _bench.RunTaskAsync(claim, "A"));
        Assert.Equal(RunStatus.Running, (await _bench.NoteAsync(claim, "A"))!.Status);
        _bench.Store.After = null;

        var outcome = await _bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Succeeded, 1, 1), (outcome.Status, outcome.Attempt, _runs));
        Assert.Equal(RunStatus.Succeeded, (await _bench.NoteAsync(claim, "A"))!.Status);
    }

    [Fact]
    public async Task Crash_BeforeTheCommit_RunsTheTaskAgainInTheNextDelivery()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Store.Before = (operation, name) => operation == "create" && name.EndsWith("commits/A.json", StringComparison.Ordinal) ? throw FaultyStore.Unreachable : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreException>(() => _bench.RunTaskAsync(claim, "A"));
        _bench.Store.Before = null;

        var outcome = await _bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Succeeded, 2), (outcome.Status, _runs));
        var commit = await _bench.CommitAsync(claim, "A");
        Assert.Equal(outcome.Outputs, commit!.Outputs.Select(output => output.Id));
    }

    [Fact]
    public async Task CommitWhoseAnswerWasLost_IsRecognisedAsTheAttemptsOwn()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Store.LosesAnswer = name => name.EndsWith("commits/A.json", StringComparison.Ordinal);

        var outcome = await _bench.RunTaskAsync(claim, "A");

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.DoesNotContain(_bench.Log.All, line => line.Text.Contains("whose outcome is taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LateAttempt_OfATaskThatWasGivenUp_BecomesAnOrphan()
    {
        var claim = await _bench.ClaimAsync("sales");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work = _ =>
        {
            started.SetResult();
            return mayEnd.Task;
        };
        var late = _bench.RunTaskAsync(claim, "A");
        await started.Task;
        var summary = await _bench.FinishAsync(claim, Core.Registry.RunEndingKind.Fail, TaskOutcome.Failure("A", 1, new TaskError("Timeout", "given up"), isRetryable: false));

        mayEnd.SetResult();
        var outcome = await late;

        Assert.Equal((RunStatus.Failed, "given up", false), (outcome.Status, outcome.Error!.Message, outcome.IsRetryable));
        Assert.Empty(outcome.Outputs);
        Assert.Equal(RunStatus.Failed, summary.Status);
        Assert.Empty((await _bench.CommitAsync(claim, "A"))!.Outputs);
    }

    [Fact]
    public async Task DeliveryOfAnEarlierAttempt_WhileALaterOneWasCommitted_ReturnsThatOutcome()
    {
        var claim = await _bench.ClaimAsync("sales");
        var second = await _bench.RunTaskAsync(claim, "A", attempt: 2);

        var first = await _bench.RunTaskAsync(claim, "A", attempt: 1);

        Assert.Equivalent(second, first, strict: true);
        Assert.Equal(2, first.Attempt);
    }

    [Fact]
    public async Task CancelledRun_WhoseTaskWasNotStarted_IsNotStarted()
    {
        var claim = await _bench.ClaimAsync("sales");
        await _bench.CancelAsync(claim);

        var outcome = await _bench.RunTaskAsync(claim, "A");

        Assert.Equal((RunStatus.Cancelled, 0), (outcome.Status, _runs));
        Assert.Equal(RunStatus.Cancelled, (await _bench.CommitAsync(claim, "A"))!.Status);
        Assert.Contains(_bench.Log.All, line => line.Text.EndsWith(": its run was cancelled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UnknownRun_IsNoOutcome()
    {
        var input = new RunTaskInput("sales-20260101-nightly", "A", 1, false, []);

        await Assert.ThrowsAsync<UnknownRunException>(() => _bench.Make<RunTask>().RunAsync(input, Bench.Cancellation));
    }

    private async Task<IReadOnlyList<string>> ModelsAsync() => await _bench.Store.ListAsync("models/", Bench.Cancellation).ToListAsync(Bench.Cancellation);
}
