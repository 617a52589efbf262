using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Activities;

public sealed class AbandonPackTests : IDisposable
{
    private static readonly TimeSpan TaskTimeout = TimeSpan.FromMinutes(10);
    private readonly Bench _bench = new(new Pipeline("sales", [Flaky(), Numbers.Sum("Steady")]) { TasksPerActivity = 2 });

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task TaskThatTheRecordLeftOpen_FailedForNow_AsThePackItselfAnswers()
    {
        var claim = await _bench.ClaimAsync("sales");
        var answer = await RunPackAsync(claim);
        _bench.Time.Advance(TimeSpan.FromDays(1));

        var outcomes = await AbandonAsync(claim);

        Assert.Equal([("Flaky", RunStatus.Failed, true), ("Steady", RunStatus.Succeeded, false)], outcomes.Select(outcome => (outcome.Task, outcome.Status, outcome.IsRetryable)));
        Assert.Equivalent(answer, outcomes, strict: true);
        Assert.Null(await _bench.CommitAsync(claim, "Flaky"));
    }

    [Fact]
    public async Task PackThatNobodyHasTakenUp_IsNotLost()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Time.Advance(TimeSpan.FromDays(3));

        Assert.Empty(await AbandonAsync(claim));
    }

    [Fact]
    public async Task PackThatHasNotAnsweredWithinTwiceItsTimeout_IsGivenUpForGood()
    {
        var claim = await _bench.ClaimAsync("sales");
        var note = new TaskNote("Flaky", RunStatus.Running, 1, 0, 0, _bench.Time.GetUtcNow(), null, null);
        await _bench.Records.WritePackNoteAsync(claim.Job.RunId, 0, [note, note with { Task = "Steady" }], Bench.Cancellation);
        _bench.Time.Advance(TaskTimeout * 2);

        var outcomes = await AbandonAsync(claim);

        Assert.All(outcomes, outcome => Assert.Equal((RunStatus.Failed, false, "Timeout"), (outcome.Status, outcome.IsRetryable, outcome.Error!.Type)));
        Assert.Equivalent(outcomes, await RunPackAsync(claim), strict: true);
    }

    private static EtlTask Flaky() => Numbers.Task("Flaky", (context, _) => context.Attempt == 1 ? throw new IOException("not now") : Task.CompletedTask);

    private Task<IReadOnlyList<TaskOutcome>> RunPackAsync(RunClaim claim) =>
        _bench.Make<RunPack>().RunAsync(new RunPackInput(claim.Job.RunId, 0, [new PackedTask("Flaky", 0, false, []), new PackedTask("Steady", 1, false, [])]), Bench.Cancellation);

    private Task<IReadOnlyList<TaskOutcome>> AbandonAsync(RunClaim claim) =>
        _bench.Make<AbandonPack>().RunAsync(new AbandonPackInput(claim.Job.RunId, 0, ["Flaky", "Steady"], TaskTimeout), Bench.Cancellation);
}
