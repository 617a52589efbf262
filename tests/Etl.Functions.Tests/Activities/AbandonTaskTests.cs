using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Activities;

public sealed class AbandonTaskTests : IDisposable
{
    private static readonly TimeSpan TaskTimeout = TimeSpan.FromMinutes(10);
    private readonly Bench _bench = new(new Pipeline("sales", [Numbers.Sum("A"), Numbers.Sum("B")]));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task TaskThatNobodyHasTakenUp_IsNotLost()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Time.Advance(TimeSpan.FromDays(3));

        var outcome = await AbandonAsync(claim);

        Assert.Equal(RunStatus.Pending, outcome.Status);
        Assert.Null(await _bench.CommitAsync(claim, "A"));
    }

    [Fact]
    public async Task TaskThatHasNotHadTwiceItsTimeout_IsNotLost()
    {
        var claim = await ClaimRunningAsync(attempt: 1);
        _bench.Time.Advance((TaskTimeout * 2) - TimeSpan.FromTicks(1));

        var outcome = await AbandonAsync(claim);

        Assert.Equal(RunStatus.Pending, outcome.Status);
        Assert.Null(await _bench.CommitAsync(claim, "A"));
    }

    [Fact]
    public async Task TaskThatWaitsForItsNextAttempt_IsNotLost()
    {
        var claim = await ClaimRunningAsync(attempt: 1);
        await _bench.Records.WriteTaskNoteAsync(claim.Job.RunId, Note(RunStatus.Failed, 1), Bench.Cancellation);
        _bench.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(RunStatus.Pending, (await AbandonAsync(claim)).Status);
    }

    [Fact]
    public async Task TaskThatHasNotAnsweredWithinTwiceItsTimeout_IsGivenUp()
    {
        var claim = await ClaimRunningAsync(attempt: 2);
        _bench.Time.Advance(TaskTimeout * 2);

        var outcome = await AbandonAsync(claim, attempt: 2);

        Assert.Equal((RunStatus.Failed, 2, "Timeout"), (outcome.Status, outcome.Attempt, outcome.Error!.Type));
        Assert.Contains("Task 'A' was given up: its attempt 2 began at 2026-11-22 02:00:01Z", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Failed, (await _bench.CommitAsync(claim, "A"))!.Status);
    }

    [Fact]
    public async Task TaskThatWasCommittedInTime_KeepsItsOutcome()
    {
        var claim = await _bench.ClaimAsync("sales");
        var committed = await _bench.RunTaskAsync(claim, "A");
        _bench.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equivalent(committed, await AbandonAsync(claim), strict: true);
    }

    [Fact]
    public async Task SecondDelivery_ReturnsTheSameTombstone()
    {
        var claim = await ClaimRunningAsync(attempt: 1);
        _bench.Time.Advance(TaskTimeout * 2);

        Assert.Equivalent(await AbandonAsync(claim), await AbandonAsync(claim), strict: true);
    }

    [Fact]
    public async Task OtherTasksOfTheRun_AreLeftAlone()
    {
        var claim = await ClaimRunningAsync(attempt: 1);
        _bench.Time.Advance(TaskTimeout * 2);

        await AbandonAsync(claim);

        Assert.Null(await _bench.CommitAsync(claim, "B"));
    }

    private async Task<RunClaim> ClaimRunningAsync(int attempt)
    {
        var claim = await _bench.ClaimAsync("sales");
        await _bench.Records.WriteTaskNoteAsync(claim.Job.RunId, Note(RunStatus.Running, attempt), Bench.Cancellation);
        return claim;
    }

    private TaskNote Note(RunStatus status, int attempt) => new("A", status, attempt, 0, 0, _bench.Time.GetUtcNow(), null, null);

    private Task<TaskOutcome> AbandonAsync(RunClaim claim, int attempt = 1) =>
        _bench.Make<AbandonTask>().RunAsync(new AbandonTaskInput(claim.Job.RunId, "A", attempt, TaskTimeout), Bench.Cancellation);
}
