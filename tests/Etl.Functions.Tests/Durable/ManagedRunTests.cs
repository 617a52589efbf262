using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Tests.Durable;

/// <summary>Pausing, terminating and purging the real orchestrations on the local durable host.</summary>
public sealed class ManagedRunTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CountdownEvent _running = new(1);
    private int _afterwards;

    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 100)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public async Task Pause_LetsRunningTasksEndAndStartsNoOtherUntilUnpaused(bool replayEveryStep, int maxFanOut)
    {
        await using var app = await StartAsync(replayEveryStep, maxFanOut);
        var runId = await RunningAsync(app);

        await PauseAsync(app, runId);
        await PauseAsync(app, runId);
        _gate.SetResult();
        await Eventually.TrueAsync(async () => await app.Records.FindCommitAsync(runId, "C", TestApp.Cancellation) is not null);
        await ShouldBePausedAsync(app, runId);
        await app.RestartAsync();
        await ShouldBePausedAsync(app, runId);
        Assert.Equal(0, _afterwards);
        await app.Get<RunPauser>().UnpauseAsync(app.Client, runId, TestApp.Cancellation);
        await app.EndOfAsync(runId);

        Assert.Equal((RunStatus.Succeeded, 1), ((await app.DocumentAsync(runId)).Status, _afterwards));
    }

    [Fact]
    public async Task Unpause_OfARunThatIsNotPaused_ChangesNothing()
    {
        await using var app = await StartAsync();
        var runId = await RunningAsync(app);

        await app.Get<RunPauser>().UnpauseAsync(app.Client, runId, TestApp.Cancellation);

        Assert.All(await FamilyAsync(app, runId), instance => Assert.Equal(OrchestrationRuntimeStatus.Running, instance.RuntimeStatus));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2)]
    public async Task Cancel_OfAPausedRun_EndsItAndItsChildren(int maxFanOut)
    {
        await using var app = await StartAsync(maxFanOut: maxFanOut);
        var runId = await RunningAsync(app);
        await PauseAsync(app, runId);

        await app.Get<RunCanceller>().CancelAsync(app.Client, runId, reason: null, TestApp.Cancellation);
        await app.EndOfAsync(runId);

        Assert.Equal((RunStatus.Cancelled, 0), ((await app.DocumentAsync(runId)).Status, _afterwards));
        Assert.All(await FamilyAsync(app, runId), instance => Assert.Equal(OrchestrationRuntimeStatus.Completed, instance.RuntimeStatus));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminate_EndsTheInstancesAndTheRecord(bool isPaused)
    {
        await using var app = await StartAsync(maxFanOut: 2);
        var runId = await RunningAsync(app);
        if (isPaused)
        {
            await PauseAsync(app, runId);
        }

        await TerminateAsync(app, runId);
        await TerminateAsync(app, runId);
        await AttemptEndedAsync(app);

        var run = await app.DocumentAsync(runId);
        Assert.Equal((RunStatus.Cancelled, "Terminated"), (run.Status, run.Error!.Type));
        Assert.All(run.Tasks.Skip(2), task => Assert.Equal(RunStatus.Cancelled, task.Status));
        var family = await FamilyAsync(app, runId);
        Assert.Equal(3, family.Count);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, family.Single(instance => instance.InstanceId == runId).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, family.Single(instance => instance.InstanceId == $"{runId}:1:1:1").RuntimeStatus);
        _gate.SetResult();
    }

    [Fact]
    public async Task Terminate_OfARunThatPublished_IsAConflictAndChangesNothing()
    {
        await using var app = await StartAsync();
        _gate.SetResult();
        var before = await app.RunAsync("sales");

        var refused = await Assert.ThrowsAsync<RunConflictException>(() => TerminateAsync(app, before.RunId));

        Assert.Contains("can't be terminated any more", refused.Message, StringComparison.Ordinal);
        Assert.Equivalent(before, await app.DocumentAsync(before.RunId), strict: true);
    }

    [Fact]
    public async Task Terminate_OfARunThatHasFailedAndIsNotListedSo_ListsIt()
    {
        await using var app = await StartAsync();
        _gate.SetException(new PermanentTaskException("No."));
        var failed = await app.RunAsync("sales");
        var entries = await app.Store.ListNotesAsync("index/runs/", TestApp.Cancellation).ToListAsync(TestApp.Cancellation);
        await app.Store.DeleteAsync(entries.Single(entry => entry.Name.EndsWith("/ended", StringComparison.Ordinal)).Name, TestApp.Cancellation);

        var refused = await Assert.ThrowsAsync<RunConflictException>(() => TerminateAsync(app, failed.RunId));

        Assert.Contains("has failed already", refused.Message, StringComparison.Ordinal);
        Assert.True(await app.Records.IsListedAsEndedAsync(failed, TestApp.Cancellation));
    }

    [Fact]
    public async Task Purge_DeletesTheHistoriesAndKeepsTheRecordsAndTheId()
    {
        const string TheRun = "sales-20261121-nightly";
        await using var app = await StartAsync(maxFanOut: 2);
        _gate.SetResult();
        var before = await app.RunAsync("sales", TheRun);
        Assert.Equal(3, (await FamilyAsync(app, TheRun)).Count);

        await PurgeAsync(app, TheRun);
        await PurgeAsync(app, TheRun);

        Assert.Empty(await FamilyAsync(app, TheRun));
        Assert.Equivalent(before, await app.DocumentAsync(TheRun), strict: true);
        Assert.Equal(TheRun, await app.StartRunAsync("sales", TheRun));
        Assert.Empty(await FamilyAsync(app, TheRun));
    }

    [Fact]
    public async Task Purge_OfATerminatedRun_LeavesNothing()
    {
        await using var app = await StartAsync(maxFanOut: 2);
        var runId = await RunningAsync(app);
        await TerminateAsync(app, runId);
        await AttemptEndedAsync(app);

        await PurgeAsync(app, runId);

        Assert.Empty(await FamilyAsync(app, runId));
        _gate.SetResult();
    }

    [Fact]
    public async Task Purge_OfARunThatGoesOn_IsAConflict()
    {
        await using var app = await StartAsync();
        var runId = await RunningAsync(app);

        await Assert.ThrowsAsync<RunConflictException>(() => PurgeAsync(app, runId));

        Assert.Single(await FamilyAsync(app, runId));
    }

    /// <summary>The chunk of the tasks that were quick may have ended before.</summary>
    private static async Task ShouldBePausedAsync(TestApp app, string runId)
    {
        var family = await FamilyAsync(app, runId);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, family.Single(instance => instance.InstanceId == runId).RuntimeStatus);
        Assert.DoesNotContain(family, instance => instance.IsRunning);
    }

    /// <summary>The attempt that goes on after the end of its run sees the ending, and writes nothing after this.</summary>
    private static Task AttemptEndedAsync(TestApp app) => Eventually.TrueAsync(() => Task.FromResult(app.Log.All.Any(line =>
        line.Text.Contains("C had been committed", StringComparison.Ordinal) || line.Text.Contains("C ended Cancelled", StringComparison.Ordinal))));

    private static Task PauseAsync(TestApp app, string runId) => app.Get<RunPauser>().PauseAsync(app.Client, runId, TestApp.Cancellation);

    private static Task TerminateAsync(TestApp app, string runId) => app.Get<RunTerminator>().TerminateAsync(app.Client, runId, TestApp.Cancellation);

    private static Task PurgeAsync(TestApp app, string runId) => app.Get<RunPurger>().PurgeAsync(app.Client, runId, TestApp.Cancellation);

    private static async Task<List<OrchestrationMetadata>> FamilyAsync(TestApp app, string runId) =>
        await app.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: runId)).ToListAsync(TestApp.Cancellation);

    /// <summary>Three tasks, the last of which waits for the gate, and one that needs them all.</summary>
    private Task<TestApp> StartAsync(bool replayEveryStep = false, int maxFanOut = 100)
    {
        var waiting = Numbers.Task("C", (_, token) =>
        {
            _running.Signal();
            return _gate.Task.WaitAsync(token);
        }, TaskPolicy.Once);
        var after = Numbers.Task("After", (_, _) =>
        {
            Interlocked.Increment(ref _afterwards);
            return Task.CompletedTask;
        }, TaskPolicy.Once, "A", "B", "C");
        var app = new TestApp(new Pipeline("sales", [Numbers.Sum("A"), Numbers.Sum("B"), waiting, after]))
        {
            Engine = new DurableEngineOptions { ReplayEveryStep = replayEveryStep, CompareInputs = true, Synchronous = SqliteSynchronous.Off },
        };
        app.Options = app.Options with { MaxFanOut = maxFanOut };
        return app.StartAsync();
    }

    private async Task<string> RunningAsync(TestApp app)
    {
        var runId = await app.StartRunAsync("sales");
        await Task.Run(() => _running.Wait(TestApp.Patience, TestApp.Cancellation), TestApp.Cancellation);
        return runId;
    }
}
