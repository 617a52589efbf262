using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Tests.Durable;

/// <summary>The real functions on the local durable host, its orchestrations in memory or rebuilt from their histories at every step.</summary>
public abstract class RunTests
{
    private readonly DurableEngineOptions _engine;

    protected RunTests(bool replayEveryStep) =>
        _engine = new DurableEngineOptions { ReplayEveryStep = replayEveryStep, CompareInputs = true, Synchronous = SqliteSynchronous.Off, MaxConcurrentActivities = 8 };

    [Fact]
    public async Task Run_ThatSucceeds_PublishesEveryOutputAndRecordsEveryTask()
    {
        await using var app = await StartAsync(new Pipeline("sales", [Numbers.Sum("A"), Numbers.Sum("B"), Numbers.Sum("C", "A", "B")]));

        var run = await app.RunAsync("sales");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal([("A", 1, RunStatus.Succeeded, 1, 1L), ("B", 1, RunStatus.Succeeded, 1, 1L), ("C", 2, RunStatus.Succeeded, 1, 1L)], run.Tasks.Select(task => (task.Name, task.Level, task.Status, task.Attempts, task.Rows)));
        Assert.Equal(["Numbers.A", "Numbers.B", "Numbers.C"], run.Models.Select(model => model.Model));
        Assert.Equal(3, await app.LatestValueAsync("Numbers.C"));
        var instance = await app.EndOfAsync(run.RunId);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, instance.RuntimeStatus);
        Assert.Equal(new RunOutcome(RunStatus.Succeeded, 3, 3), instance.ReadOutputAs<RunOutcome>());
        Assert.Equal((2, 3), (instance.ReadCustomStatusAs<RunProgress>()!.Level, instance.ReadCustomStatusAs<RunProgress>()!.Succeeded));
        var listed = Assert.Single(await app.Records.ListRunsAsync(TestApp.Cancellation).ToListAsync(TestApp.Cancellation));
        Assert.Equal((run.RunId, RunStatus.Succeeded, run.DurationMs), (listed.RunId, listed.Status, listed.DurationMs));
    }

    [Fact]
    public async Task Run_WithAFailingTask_FailsPublishesNothingAndRunsIndependentBranches()
    {
        var bad = Numbers.Task("Bad", (_, _) => throw new PermanentTaskException("boom: bad row 17"));
        await using var app = await StartAsync(new Pipeline("sales", [bad, Numbers.Sum("Good"), Numbers.Sum("AfterBad", "Bad"), Numbers.Sum("AfterGood", "Good")]));

        var run = await app.RunAsync("sales");

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(
            [("Bad", RunStatus.Failed, 1), ("Good", RunStatus.Succeeded, 1), ("AfterBad", RunStatus.Skipped, 0), ("AfterGood", RunStatus.Succeeded, 1)],
            run.Tasks.Select(task => (task.Name, task.Status, task.Attempts)));
        Assert.Equal(new TaskError("PermanentTaskException", "boom: bad row 17"), run.Tasks[0].Error);
        Assert.Empty(run.Models);
        Assert.Null(await app.LatestAsync("Numbers.Good"));
        var instance = await app.EndOfAsync(run.RunId);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, instance.RuntimeStatus);
        Assert.Contains("1 of 4 tasks failed (Bad)", instance.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithOnFailureStop_StartsNoFurtherLevel()
    {
        var bad = Numbers.Task("Bad", (_, _) => throw new PermanentTaskException("boom"));
        await using var app = await StartAsync(new Pipeline("sales", [bad, Numbers.Sum("Good"), Numbers.Sum("AfterGood", "Good")]));

        var run = await app.RunAsync("sales", onFailure: FailureMode.Stop);

        Assert.Equal([RunStatus.Failed, RunStatus.Succeeded, RunStatus.Skipped], run.Tasks.Select(task => task.Status));
    }

    [Fact]
    public async Task Task_ThatFailsOnce_IsTriedAgainAndSucceeds()
    {
        var flaky = Numbers.Task("Flaky", (context, _) => context.Attempt == 1 ? throw new IOException("not now") : Task.CompletedTask);
        await using var app = await StartAsync(new Pipeline("sales", [flaky]));

        var run = await app.RunAsync("sales");

        Assert.Equal((RunStatus.Succeeded, RunStatus.Succeeded, 2), (run.Status, run.Tasks[0].Status, run.Tasks[0].Attempts));
        Assert.Contains(app.Log.All, line => line.Text.Contains("Flaky ended Failed in attempt 1", StringComparison.Ordinal) && line.Text.Contains("not now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Task_ThatUsesUpItsAttempts_FailsWithTheLastError()
    {
        var bad = Numbers.Task("Bad", (context, _) => throw new IOException($"not in attempt {context.Attempt}"));
        await using var app = await StartAsync(new Pipeline("sales", [bad]));

        var run = await app.RunAsync("sales");

        Assert.Equal((RunStatus.Failed, 3, new TaskError("IOException", "not in attempt 3")), (run.Tasks[0].Status, run.Tasks[0].Attempts, run.Tasks[0].Error));
    }

    [Fact]
    public async Task Task_ThatExceedsItsTimeout_FailsWithATimeout()
    {
        var slow = Numbers.Task("Slow", (_, token) => Task.Delay(Timeout.Infinite, token), TaskPolicy.Once with { Timeout = TimeSpan.FromMilliseconds(50) });
        await using var app = await StartAsync(new Pipeline("sales", [slow]));

        var run = await app.RunAsync("sales");

        Assert.Equal((RunStatus.Failed, "Timeout"), (run.Tasks[0].Status, run.Tasks[0].Error!.Type));
        Assert.Contains("'Slow' did not end within 00:00:00.0500000", run.Tasks[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_WhileATaskRuns_StopsItAndSkipsTheRest()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = Numbers.Task("Slow", (_, token) =>
        {
            running.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        });
        await using var app = await StartAsync(new Pipeline("sales", [Numbers.Sum("Done"), slow, Numbers.Sum("After", "Slow")]));
        var runId = await app.StartRunAsync("sales");
        await running.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);
        await Eventually.TrueAsync(async () => await app.Records.FindCommitAsync(runId, "Done", TestApp.Cancellation) is not null);

        await app.Get<RunCanceller>().CancelAsync(app.Client, runId, "wrong file", TestApp.Cancellation);
        var instance = await app.EndOfAsync(runId);

        var run = await app.DocumentAsync(runId);
        Assert.Equal((RunStatus.Cancelled, new TaskError("Cancel", "wrong file")), (run.Status, run.Error));
        Assert.Equal([("Done", RunStatus.Succeeded), ("Slow", RunStatus.Cancelled), ("After", RunStatus.Cancelled)], run.Tasks.Select(task => (task.Name, task.Status)));
        Assert.Equal((OrchestrationRuntimeStatus.Completed, RunStatus.Cancelled), (instance.RuntimeStatus, instance.ReadOutputAs<RunOutcome>()!.Status));
        Assert.Null(await app.LatestAsync("Numbers.Done"));
    }

    [Fact]
    public async Task WideLevel_OfTwoHundredTasks_RunsInChunks()
    {
        var tasks = Enumerable.Range(1, 200).Select(i => Numbers.Sum($"T{i:000}")).ToList();
        await using var app = await StartAsync(new Pipeline("wide", [.. tasks, Numbers.Sum("All", [.. tasks.Select(task => task.Name)])]), maxFanOut: 64);

        var run = await app.RunAsync("wide");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.All(run.Tasks, task => Assert.Equal((RunStatus.Succeeded, 1), (task.Status, task.Attempts)));
        Assert.Equal(201, await app.LatestValueAsync("Numbers.All"));
        var children = await app.Client.GetAllInstancesAsync().Where(instance => instance.InstanceId != run.RunId).Select(instance => instance.InstanceId).ToListAsync(TestApp.Cancellation);
        Assert.Equal([$"{run.RunId}:1:1:0", $"{run.RunId}:1:1:1", $"{run.RunId}:1:1:2", $"{run.RunId}:1:1:3"], children.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ChunkedLevel_WithAFailure_SkipsOnlyWhatDependsOnIt()
    {
        var bad = Numbers.Task("Bad", (_, _) => throw new PermanentTaskException("boom"));
        await using var app = await StartAsync(new Pipeline("sales", [Numbers.Sum("A"), bad, Numbers.Sum("C"), Numbers.Sum("AfterA", "A"), Numbers.Sum("AfterBad", "Bad"), Numbers.Sum("AfterC", "C")]), maxFanOut: 2);

        var run = await app.RunAsync("sales");

        Assert.Equal(
            [RunStatus.Succeeded, RunStatus.Failed, RunStatus.Succeeded, RunStatus.Succeeded, RunStatus.Skipped, RunStatus.Succeeded],
            run.Tasks.Select(task => task.Status));
    }

    [Fact]
    public async Task Cancel_OfAChunkedLevel_EndsTheChildrenToo()
    {
        var running = new CountdownEvent(3);
        EtlTask Slow(string name) => Numbers.Task(name, (_, token) =>
        {
            running.Signal();
            return Task.Delay(Timeout.Infinite, token);
        });
        await using var app = await StartAsync(new Pipeline("sales", [Slow("A"), Slow("B"), Slow("C")]), maxFanOut: 2);
        var runId = await app.StartRunAsync("sales");
        Assert.True(await Task.Run(() => running.Wait(TestApp.Patience, TestApp.Cancellation), TestApp.Cancellation));

        await app.Get<RunCanceller>().CancelAsync(app.Client, runId, reason: null, TestApp.Cancellation);
        await app.EndOfAsync(runId);

        Assert.All((await app.DocumentAsync(runId)).Tasks, task => Assert.Equal(RunStatus.Cancelled, task.Status));
        Assert.All(await app.Client.GetAllInstancesAsync().ToListAsync(TestApp.Cancellation), instance => Assert.Equal(OrchestrationRuntimeStatus.Completed, instance.RuntimeStatus));
    }

    [Fact]
    public async Task MissingExternal_IsRefusedBeforeTheRunIsClaimed()
    {
        await using var app = await StartAsync(Reader());

        var exception = await Assert.ThrowsAsync<InvalidRunRequestException>(() => app.RunAsync("reader"));

        Assert.Equal("missing-input", Assert.Single(exception.Problems).Code);
        Assert.Empty(await app.ObjectsAsync("runs/"));
    }

    [Fact]
    public async Task External_IsPinnedToTheNewestVersionThatIsNotAfterTheRunsBusinessDate()
    {
        var rate = 0;
        var writer = Numbers.Of("Rate");
        var write = EtlTask.Create("WriteRate", [], [writer], async (context, token) => await context.Output(writer).WriteAsync(new Number(rate), token), TaskPolicy.Once);
        await using var app = await StartAsync(new Pipeline("writer", [write]), Reader());
        foreach (var (day, value) in new[] { (10, 100), (30, 300), (20, 200) })
        {
            rate = value;
            Assert.Equal(RunStatus.Succeeded, (await app.RunAsync("writer", businessDate: new DateOnly(2026, 11, day))).Status);
        }

        var run = await app.RunAsync("reader", businessDate: new DateOnly(2026, 11, 25));

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal(201, await app.LatestValueAsync("Numbers.Report"));
        var commit = await app.Records.FindCommitAsync(run.RunId, "Report", TestApp.Cancellation);
        Assert.Equal(new DateOnly(2026, 11, 20), (await app.Records.FindClaimAsync(Assert.Single(commit!.Inputs).RunId, TestApp.Cancellation))!.Job.BusinessDate);
    }

    [Fact]
    public async Task Run_InterruptedByTheEndOfItsProcess_GoesOnWithoutRepeatingWhatWasCommitted()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = 0;
        var mayEnd = false;
        var first = Numbers.Task("First", (_, _) =>
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        });
        var second = Numbers.Task("Second", (_, token) =>
        {
            running.TrySetResult();
            return mayEnd ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token);
        }, requires: "First");
        await using var app = await StartAsync(new Pipeline("sales", [first, second]));
        var runId = await app.StartRunAsync("sales");
        await running.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);

        mayEnd = true;
        await app.RestartAsync();
        await app.EndOfAsync(runId);

        var run = await app.DocumentAsync(runId);
        Assert.Equal((RunStatus.Succeeded, 1, 1), (run.Status, runs, run.Tasks[1].Attempts));
        Assert.Equal(2, await app.LatestValueAsync("Numbers.Second"));
    }

    [Fact]
    public async Task EndedRun_ScheduledAgainUnderItsId_ChangesNothing()
    {
        await using var app = await StartAsync(new Pipeline("sales", [Numbers.Sum("A")]));
        var before = await app.RunAsync("sales");
        var claim = await app.Records.FindClaimAsync(before.RunId, TestApp.Cancellation);

        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(PipelineOrchestrator), claim!.Snapshot, new Microsoft.DurableTask.StartOrchestrationOptions(before.RunId), TestApp.Cancellation);
        var again = await app.EndOfAsync(before.RunId);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, again.RuntimeStatus);
        Assert.Equivalent(before, await app.DocumentAsync(before.RunId), strict: true);
        Assert.Single(await app.ObjectsAsync("models/"));
    }

    private static Pipeline Reader() =>
        new("reader", [Numbers.Sum("Report", "Rate")]) { ExternalModels = [Numbers.Of("Rate")] };

    private Task<TestApp> StartAsync(params Pipeline[] pipelines) => new TestApp(pipelines) { Engine = _engine }.StartAsync();

    private Task<TestApp> StartAsync(Pipeline pipeline, int maxFanOut)
    {
        var app = new TestApp(pipeline) { Engine = _engine };
        app.Options = app.Options with { MaxFanOut = maxFanOut };
        return app.StartAsync();
    }
}
