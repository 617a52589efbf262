using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Activities;

/// <summary>PublishRun, FinishRun and cancel requests, in every order.</summary>
public sealed class EndingTests : IDisposable
{
    private static readonly DateOnly Monday = new(2026, 11, 16);
    private static readonly DateOnly Tuesday = new(2026, 11, 17);
    private readonly Bench _bench = new(new Pipeline("sales", [Numbers.Sum("A"), Numbers.Sum("B")]));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Publish_MakesAllOutputsVisible()
    {
        var run = await _bench.RunAllTasksAsync("sales", Monday);
        Assert.Null(await _bench.LatestRunAsync("Numbers.A"));

        Assert.Equal(RunEndingKind.Publish, await _bench.PublishAsync(run));

        Assert.Equal(run.Job.RunId, await _bench.LatestRunAsync("Numbers.A"));
        Assert.Equal(run.Job.RunId, await _bench.LatestRunAsync("Numbers.B"));
    }

    [Fact]
    public async Task Publish_DeliveredAgainAfterANewerOne_ChangesNothing()
    {
        var older = await _bench.RunAllTasksAsync("sales", Monday);
        await _bench.PublishAsync(older);
        var newer = await _bench.RunAllTasksAsync("sales", Tuesday);
        await _bench.PublishAsync(newer);
        var root = await _bench.Store.TryReadAsync("heads/root.json", Bench.Cancellation);

        Assert.Equal(RunEndingKind.Publish, await _bench.PublishAsync(older));

        Assert.Equal(root!.ETag, (await _bench.Store.TryReadAsync("heads/root.json", Bench.Cancellation))!.ETag);
        Assert.Equal(newer.Job.RunId, await _bench.LatestRunAsync("Numbers.A"));
    }

    [Fact]
    public async Task Publish_OfAnOlderBusinessDateThatEndsLast_DoesNotDisplaceTheNewer()
    {
        var newer = await _bench.RunAllTasksAsync("sales", Tuesday);
        var backfill = await _bench.RunAllTasksAsync("sales", Monday);
        await _bench.PublishAsync(newer);

        await _bench.PublishAsync(backfill);

        Assert.Equal(newer.Job.RunId, await _bench.LatestRunAsync("Numbers.A"));
    }

    [Fact]
    public async Task Publish_AfterACancel_MakesNothingVisible()
    {
        var run = await _bench.RunAllTasksAsync("sales", Monday);
        await _bench.CancelAsync(run, "wrong file");

        Assert.Equal(RunEndingKind.Cancel, await _bench.PublishAsync(run));
        var result = await _bench.FinishAsync(run, RunEndingKind.Cancel);

        Assert.Equal((RunStatus.Cancelled, 0), (result.Status, result.Published));
        Assert.Null(await _bench.LatestRunAsync("Numbers.A"));
    }

    [Fact]
    public async Task Publish_OfATaskWithoutARecord_FailsTheRunInWords()
    {
        var run = await _bench.ClaimAsync("sales", Monday);
        await _bench.RunTaskAsync(run, "A");

        Assert.Equal(RunEndingKind.Fail, await _bench.PublishAsync(run));
        var result = await _bench.FinishAsync(run, RunEndingKind.Fail);

        Assert.Equal($"Run '{run.Job.RunId}' failed: Run '{run.Job.RunId}' can't be published: 1 of 2 tasks have not succeeded: 'B' (no record).", result.Summary);
    }

    [Fact]
    public async Task Cancel_AfterThePublish_IsAConflict()
    {
        var run = await _bench.RunAllTasksAsync("sales", Monday);
        await _bench.PublishAsync(run);

        var exception = await Assert.ThrowsAsync<RunConflictException>(() => _bench.CancelAsync(run));

        Assert.Contains("it can't be cancelled any more", exception.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Succeeded, (await _bench.FinishAsync(run, RunEndingKind.Publish)).Status);
    }

    [Fact]
    public async Task CancelAndPublish_AtTheSameTime_AgreeOnOneEnding()
    {
        for (var i = 0; i < 20; i++)
        {
            var date = Monday.AddDays(i);
            var run = await _bench.RunAllTasksAsync("sales", date);
            var bothDecide = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var deciding = 0;
            _bench.Store.Before = (operation, name) =>
            {
                if (operation != "create" || !name.EndsWith("ending.json", StringComparison.Ordinal))
                {
                    return Task.CompletedTask;
                }

                if (Interlocked.Increment(ref deciding) == 2)
                {
                    bothDecide.SetResult();
                }

                return bothDecide.Task;
            };

            var cancelling = WasCancelledAsync(run);
            var ending = await _bench.PublishAsync(run);
            var wasCancelled = await cancelling;
            _bench.Store.Before = null;
            var result = await _bench.FinishAsync(run, ending);

            Assert.Equal(wasCancelled, ending == RunEndingKind.Cancel);
            Assert.Equal(wasCancelled ? RunStatus.Cancelled : RunStatus.Succeeded, result.Status);
            Assert.Equal(!wasCancelled, await _bench.LatestRunAsync("Numbers.A") == run.Job.RunId);
        }
    }

    [Fact]
    public async Task Crash_BetweenDecidingAndPublishing_IsMendedByTheNextDelivery()
    {
        var run = await _bench.RunAllTasksAsync("sales", Monday);
        _bench.Store.After = (operation, name) => operation == "create" && name.EndsWith("ending.json", StringComparison.Ordinal) ? throw FaultyStore.Unreachable : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Storage.Objects.StoreException>(() => _bench.PublishAsync(run));
        _bench.Store.After = null;
        Assert.Null(await _bench.LatestRunAsync("Numbers.A"));

        // The orchestration gives up on PublishRun and finishes the run as failed: what was decided holds.
        var result = await _bench.FinishAsync(run, RunEndingKind.Fail);

        Assert.Equal((RunStatus.Succeeded, 2), (result.Status, result.Published));
        Assert.Equal(run.Job.RunId, await _bench.LatestRunAsync("Numbers.A"));
    }

    [Fact]
    public async Task Finish_DeliveredAgain_ReturnsTheSameAndChangesNothing()
    {
        var run = await _bench.RunAllTasksAsync("sales", Monday);
        await _bench.PublishAsync(run);
        var first = await _bench.FinishAsync(run, RunEndingKind.Publish);
        var summary = await _bench.Records.FindSummaryAsync(run.Job.RunId, Bench.Cancellation);
        _bench.Time.Advance(TimeSpan.FromHours(1));

        var again = await _bench.FinishAsync(run, RunEndingKind.Fail, TaskOutcome.NotRun("A", RunStatus.Skipped));

        Assert.Equal(first, again);
        Assert.Equal($"Run '{run.Job.RunId}' succeeded: 2 tasks, 2 models published.", again.Summary);
        Assert.Equivalent(summary, await _bench.Records.FindSummaryAsync(run.Job.RunId, Bench.Cancellation), strict: true);
    }

    [Fact]
    public async Task Finish_OfAFailedRun_NamesTheFailedTasksAndGivesUpTheRest()
    {
        var run = await _bench.ClaimAsync("sales", Monday);
        await _bench.RunTaskAsync(run, "B");

        var result = await _bench.FinishAsync(run, RunEndingKind.Fail, TaskOutcome.Failure("A", 1, new TaskError("LostInfrastructure", "gone"), isRetryable: false));

        Assert.Equal(new FinishRunResult(RunStatus.Failed, $"Run '{run.Job.RunId}' failed: 1 of 2 tasks failed (A); nothing was published. Mend the cause, then run what is left with: etl rerun {run.Job.RunId} --from-failed", 0), result);
        var tombstone = await _bench.CommitAsync(run, "A");
        Assert.Equal((RunStatus.Failed, "gone"), (tombstone!.Status, tombstone.Error!.Message));
        Assert.Equal(RunStatus.Succeeded, (await _bench.CommitAsync(run, "B"))!.Status);
    }

    [Fact]
    public async Task Finish_OfARunThatFailedBesideItsTasks_SaysWhy()
    {
        var run = await _bench.ClaimAsync("sales", Monday);
        var input = new FinishRunInput(run.Job.RunId, RunEndingKind.Fail, [TaskOutcome.NotRun("A", RunStatus.Skipped)], new TaskError("MissingExternalModel", "There is no rate."));

        var result = await _bench.Make<FinishRun>().RunAsync(input, Bench.Cancellation);

        Assert.Equal($"Run '{run.Job.RunId}' failed: There is no rate.", result.Summary);
        Assert.All((await _bench.Records.ReadRunAsync(run.Job.RunId, Bench.Cancellation))!.Tasks, task => Assert.Equal(RunStatus.Skipped, task.Status));
    }

    [Fact]
    public async Task Finish_OfACancelledRun_KeepsWhatWasCommittedAndCancelsTheRest()
    {
        var run = await _bench.ClaimAsync("sales", Monday);
        await _bench.RunTaskAsync(run, "A");
        await _bench.CancelAsync(run);

        var result = await _bench.FinishAsync(run, RunEndingKind.Cancel, TaskOutcome.NotRun("A", RunStatus.Cancelled), TaskOutcome.NotRun("B", RunStatus.Cancelled));

        Assert.Equal(new FinishRunResult(RunStatus.Cancelled, $"Run '{run.Job.RunId}' was cancelled; nothing was published.", 0), result);
        var document = await _bench.Records.ReadRunAsync(run.Job.RunId, Bench.Cancellation);
        Assert.Equal([RunStatus.Succeeded, RunStatus.Cancelled], document!.Tasks.Select(task => task.Status));
    }

    [Fact]
    public async Task Pins_OfARun_StayWhatTheyWereAfterANewerPublish()
    {
        using var bench = new Bench(new Pipeline("sales", [Numbers.Sum("A")]), new Pipeline("reader", [Numbers.Sum("R", "A")]) { ExternalModels = [Numbers.Of("A")] });
        var first = await bench.RunAllTasksAsync("sales", Monday);
        await bench.PublishAsync(first);
        var reader = await bench.ClaimAsync("reader", Tuesday);
        var pins = await bench.Make<PinInputs>().RunAsync(reader.Job.RunId, Bench.Cancellation);
        await bench.PublishAsync(await bench.RunAllTasksAsync("sales", Tuesday));

        var again = await bench.Make<PinInputs>().RunAsync(reader.Job.RunId, Bench.Cancellation);

        Assert.Equal(first.Job.RunId, Assert.Single(pins.Pins).RunId);
        Assert.Equivalent(pins, again, strict: true);
        Assert.False(again.HasEnded);
    }

    [Fact]
    public async Task Pins_OfARunThatHasEnded_SaySo()
    {
        var run = await _bench.RunAllTasksAsync("sales", Monday);
        await _bench.FinishAsync(run, RunEndingKind.Publish);

        Assert.True((await _bench.Make<PinInputs>().RunAsync(run.Job.RunId, Bench.Cancellation)).HasEnded);
    }

    private async Task<bool> WasCancelledAsync(RunClaim run)
    {
        try
        {
            await Task.Yield();
            await _bench.CancelAsync(run);
            return true;
        }
        catch (RunConflictException)
        {
            return false;
        }
    }
}
