using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Tests.Durable;

/// <summary>Other code is deployed while a run is in flight: its first task has committed, its second runs, its third has not begun.</summary>
public sealed class DeployedRunTests
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDeployed;

    [Fact]
    public async Task TaskThatIsNew_IsNoPartOfTheRun()
    {
        var run = await DeployAsync(First(), Numbers.Sum("New", "First"), Second(), Numbers.Sum("Third", "Second"));

        Assert.Equal((RunStatus.Succeeded, "First Second Third"), (run.Status, string.Join(' ', run.Tasks.Select(task => task.Name))));
    }

    [Fact]
    public async Task TaskWithAnotherPolicy_GoesOnAsTheRunWasStarted()
    {
        var run = await DeployAsync(First(), Second(), Numbers.Task("Third", (_, _) => throw new IOException("not now"), TaskPolicy.Once, "Second"));

        // As many attempts as the snapshot has, not as the new policy.
        Assert.Equal((RunStatus.Failed, 3), (run.Status, run.Tasks[2].Attempts));
    }

    [Fact]
    public async Task TaskThatIsGone_FailsAndSaysSo() =>
        await AssertChangedAsync("Pipeline 'sales' has no task 'Third' any more. Deploy the earlier version again to end the run, or start a new one.", First(), Second());

    [Fact]
    public async Task TaskThatWasRenamed_FailsAndSaysWhatItIsCalledNow() =>
        await AssertChangedAsync(
            "Pipeline 'sales' has no task 'Third' any more; what it provided, 'Last' provides now. Deploy the earlier version again",
            First(), Second(), EtlTask.Create("Last", [Numbers.Of("Second")], [Numbers.Of("Third")], (_, _) => Task.CompletedTask));

    [Fact]
    public async Task TaskThatRequiresAnotherModel_FailsAndNamesIt() =>
        await AssertChangedAsync(
            "Task 'Third' of pipeline 'sales' now requires 'Numbers.First', no longer requires 'Numbers.Second'. Deploy the earlier version again",
            First(), Second(), Numbers.Sum("Third", "First"));

    [Fact]
    public async Task RunThatFailedByTheChange_IsRerunFromThereWithTheNewCode()
    {
        await using var app = await StartAsync();
        var failed = await DeployAsync(app, First(), Second(), Numbers.Sum("Third", "First"));

        var rerun = await app.Get<Functions.Runs.RunRepeater>().RepeatAsync(app.Client, failed.RunId, fromFailed: true, RunOrigin.CommandLine, idempotencyKey: null, TestApp.Cancellation);
        await app.EndOfAsync(rerun.Claim.Job.RunId);

        var run = await app.DocumentAsync(rerun.Claim.Job.RunId);
        Assert.Equal("Reused Reused Succeeded", string.Join(' ', run.Tasks.Select(task => task.Status)));
        Assert.Equal(2, await app.LatestValueAsync("Numbers.Third"));
    }

    [Fact]
    public async Task SnapshotOfANewerVersion_IsRefusedInWords()
    {
        await using var app = await StartAsync();
        var snapshot = Snapshots.Of(Snapshots.Task("First")) with { Schema = RunSnapshot.CurrentSchema + 1 };

        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(PipelineOrchestrator), snapshot, new StartOrchestrationOptions(snapshot.RunId), TestApp.Cancellation);

        var ended = await app.EndOfAsync(snapshot.RunId);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains($"was started by a newer version of the app (snapshot schema {RunSnapshot.CurrentSchema + 1}); this one reads up to {RunSnapshot.CurrentSchema}", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private static EtlTask First() => Numbers.Sum("First");

    private EtlTask Second() => Numbers.Task("Second", (_, token) =>
    {
        _running.TrySetResult();
        return _isDeployed ? Task.CompletedTask : Task.Delay(Timeout.Infinite, token);
    }, requires: "First");

    private async Task AssertChangedAsync(string because, params EtlTask[] tasks)
    {
        var run = await DeployAsync(tasks);

        Assert.Equal("Succeeded Succeeded Failed", string.Join(' ', run.Tasks.Select(task => task.Status)));
        Assert.Equal(("ChangedPipeline", 1), (run.Tasks[2].Error!.Type, run.Tasks[2].Attempts));
        Assert.StartsWith($"The app was changed after run '{run.RunId}' had started: {because}", run.Tasks[2].Error!.Message, StringComparison.Ordinal);
        Assert.Empty(run.Models);
    }

    private async Task<RunDocument> DeployAsync(params EtlTask[] tasks)
    {
        await using var app = await StartAsync();
        return await DeployAsync(app, tasks);
    }

    private async Task<RunDocument> DeployAsync(TestApp app, params EtlTask[] tasks)
    {
        var runId = await app.StartRunAsync("sales");
        await _running.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);
        _isDeployed = true;
        app.Catalog = new PipelineCatalog(new Pipeline("sales", tasks));
        await app.RestartAsync();
        await app.EndOfAsync(runId);
        return await app.DocumentAsync(runId);
    }

    private Task<TestApp> StartAsync() => new TestApp(new Pipeline("sales", [First(), Second(), Numbers.Sum("Third", "Second")])).StartAsync();
}
