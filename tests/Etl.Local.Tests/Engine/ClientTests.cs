using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class ClientTests
{
    [Fact]
    public async Task CustomStatus_IsWhatTheLastTurnSet()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Report", async c =>
        {
            c.SetCustomStatus(new { Level = 1 });
            await c.WaitForExternalEvent<object>("Go");
            c.SetCustomStatus("lost");
            c.SetCustomStatus(new { Level = 2 });
            await c.WaitForExternalEvent<object>("Go");
            c.SetCustomStatus(null);
            return null;
        }));
        var id = await hub.StartAsync("Report");

        var first = await hub.IdleAsync(id);
        await hub.Client.RaiseEventAsync(id, "Go");
        var second = await hub.IdleAsync(id);
        await hub.Client.RaiseEventAsync(id, "Go");
        var last = await hub.EndOfAsync(id);

        Assert.Equal("""{"Level":1}""", first.SerializedCustomStatus);
        Assert.Equal("""{"Level":2}""", second.SerializedCustomStatus);
        Assert.Null(last.SerializedCustomStatus);
    }

    [Fact]
    public async Task Schedule_IdOfALiveInstance_IsRefused_AndLeavesItAlone()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.StartAsync("Wait", id: "one");

        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.StartAsync("Nothing", id: "one"));
        await hub.Client.RaiseEventAsync("one", "Go", 1);

        Assert.Contains("'one'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Schedule_IdOfAnEndedInstance_StartsAgain_AndOverwritesItsHistory()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.RunAsync("Echo", 1, "one");

        var again = await hub.RunAsync("Echo", 2, "one");

        Assert.Equal(2, again.ReadOutputAs<int>());
        Assert.Equal(["Created#-1  2", "Started#-1", "Completed#-1"], hub.History("one"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("@entity")]
    public async Task Schedule_IdThatThePlatformRefuses_IsRefused(string id)
    {
        await using var hub = await TestHub.OpenAsync(Functions());

        Assert.Contains($"'{id}'", (await Assert.ThrowsAsync<ArgumentException>(() => hub.StartAsync("Nothing", id: id))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_UnknownOrchestratorOrDelayedStart_IsRefused()
    {
        await using var hub = await TestHub.OpenAsync(Functions());

        await Assert.ThrowsAsync<ArgumentException>(() => hub.StartAsync("Gone"));
        await Assert.ThrowsAsync<NotSupportedException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Nothing", null, new StartOrchestrationOptions { StartAt = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public async Task Terminate_EndsAtOnce_WithItsOutput_AndDropsWhatComesLater()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Slow", async c => await c.CallActivityAsync<int>("Slow"))
            .Activity<object>("Slow", (_, _) => gate.Task));
        var id = await hub.StartAsync("Slow");
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Patience);

        await hub.Client.TerminateInstanceAsync(id, "enough", TestHub.Patience);
        var end = await hub.EndOfAsync(id);
        gate.SetResult(1);
        await hub.IdleAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("enough", end.ReadOutputAs<string>());
        Assert.Equal("Terminated#-1", hub.History(id)[^1]);
        Assert.Equal(0, hub.Engine.InstancesInMemory);
    }

    [Fact]
    public async Task Terminate_CodeThatNeverComesBack_EndsAllTheSame()
    {
        using var stuck = new ManualResetEventSlim();
        await using var hub = await TestHub.OpenAsync(Functions().Orchestrator("Stuck", _ =>
        {
            stuck.Wait(TestHub.Patience);
            return Task.FromResult<object?>(null);
        }));
        var id = await hub.StartAsync("Stuck");

        await hub.Client.TerminateInstanceAsync(id, TestHub.Patience);
        var end = await hub.EndOfAsync(id);
        stuck.Set();
        await hub.IdleAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal(["Created#-1", "Terminated#-1"], hub.History(id));
        Assert.Equal(1, (await hub.RunAsync("Echo", 1)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    public async Task Terminate_ChildrenLiveOn_UnlessAskedOtherwise(bool recursive, OrchestrationRuntimeStatus child)
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.StartAsync("Parent", id: "parent");
        await hub.IdleAsync("parent");

        await hub.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions(Recursive: recursive), TestHub.Patience);

        Assert.Equal(child, (await hub.IdleAsync("child")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_InstanceThatIsNotResumed_EndsIt()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.StartAsync("Wait", id: "one");
        await hub.IdleAsync("one");
        await hub.ReopenAsync();

        await hub.Client.TerminateInstanceAsync("one", TestHub.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync("one")).RuntimeStatus);
        Assert.Empty(await hub.Engine.ResumeAllAsync(TestHub.Patience));
    }

    [Fact]
    public async Task Terminate_UnknownOrEnded_IsRefused()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.RunAsync("Nothing", id: "ended");

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.TerminateInstanceAsync("nobody", TestHub.Patience));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.TerminateInstanceAsync("ended", TestHub.Patience));
    }

    [Fact]
    public async Task GetInstance_WithoutInputsAndOutputs_HasNone()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.RunAsync("Echo", 5, "one");

        var bare = await hub.Client.GetInstanceAsync("one", TestHub.Patience);

        Assert.Null(bare!.SerializedInput);
        Assert.Null(bare.SerializedOutput);
        Assert.Equal(hub.Time.GetUtcNow(), bare.CreatedAt);
        Assert.Null(await hub.Client.GetInstanceAsync("nobody", TestHub.Patience));
    }

    [Fact]
    public async Task Query_FiltersAndPagesInTheOrderOfCreation()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        for (var i = 0; i < 7; i++)
        {
            await hub.RunAsync("Echo", i, $"a-{i}");
            hub.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await hub.StartAsync("Wait", id: "b-0");
        var created = hub.Time.GetUtcNow();

        Assert.Equal(["a-0", "a-1", "a-2", "a-3", "a-4", "a-5", "a-6"], await Ids(new() { InstanceIdPrefix = "a-", PageSize = 3 }));
        Assert.Equal(["b-0"], await Ids(new() { Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending] }));
        Assert.Equal(["a-5", "a-6"], await Ids(new() { CreatedFrom = created.AddMinutes(-2), CreatedTo = created.AddMinutes(-1) }));
        var pages = await hub.Client.GetAllInstancesAsync(new() { PageSize = 3, FetchInputsAndOutputs = true }).AsPages().ToListAsync(TestHub.Patience);
        Assert.Equal([3, 3, 2], pages.Select(p => p.Values.Count));
        Assert.Equal(4, pages[1].Values[1].ReadOutputAs<int>());
        Assert.Null(pages[2].ContinuationToken);

        async Task<List<string>> Ids(OrchestrationQuery query) => await hub.Client.GetAllInstancesAsync(query).Select(i => i.InstanceId).ToListAsync(TestHub.Patience);
    }

    [Fact]
    public async Task Purge_ForgetsEndedInstances_AndNoOthers()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.RunAsync("Nothing", id: "ended");
        await hub.StartAsync("Wait", id: "live");

        var ended = await hub.Client.PurgeInstanceAsync("ended", TestHub.Patience);
        var live = await hub.Client.PurgeInstanceAsync("live", TestHub.Patience);
        var unknown = await hub.Client.PurgeInstanceAsync("nobody", TestHub.Patience);

        Assert.Equal([1, 0, 0], [ended.PurgedInstanceCount, live.PurgedInstanceCount, unknown.PurgedInstanceCount]);
        Assert.Null(await hub.Client.GetInstanceAsync("ended", TestHub.Patience));
        Assert.Empty(hub.History("ended"));
        Assert.NotNull(await hub.Client.GetInstanceAsync("live", TestHub.Patience));
    }

    [Fact]
    public async Task Purge_Recursive_TakesTheChildrenToo()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        await hub.StartAsync("Parent", id: "parent");
        await hub.IdleAsync("parent");
        await hub.Client.RaiseEventAsync("child", "Go", 1);
        await hub.EndOfAsync("parent");

        var purged = await hub.Client.PurgeAllInstancesAsync(new(Statuses: [OrchestrationRuntimeStatus.Completed]), new PurgeInstanceOptions(Recursive: true), TestHub.Patience);

        Assert.Equal(2, purged.PurgedInstanceCount);
        Assert.Null(await hub.Client.GetInstanceAsync("child", TestHub.Patience));
    }

    [Fact]
    public async Task Waits_ForAnInstanceThatDoesNotExistYet_AreTold()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        var started = hub.Client.WaitForInstanceStartAsync("later", TestHub.Patience);
        var ended = hub.Client.WaitForInstanceCompletionAsync("later", getInputsAndOutputs: true, TestHub.Patience);

        await hub.StartAsync("Echo", 3, "later");

        Assert.Equal("later", (await started).InstanceId);
        Assert.Equal(3, (await ended).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Wait_Cancelled_GivesUp()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        using var source = new CancellationTokenSource();
        var wait = hub.Client.WaitForInstanceCompletionAsync("never", source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task EndedInstances_AreNotKeptInMemory()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        for (var i = 0; i < 20; i++)
        {
            await hub.RunAsync("Echo", i);
        }

        await hub.Engine.IdleAsync().WaitAsync(TestHub.Patience);

        Assert.Equal(0, hub.Engine.InstancesInMemory);
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Nothing", _ => Task.FromResult<object?>(null))
        .Orchestrator("Echo", c => Task.FromResult<object?>(c.GetInput<int>()))
        .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go"))
        .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Wait", null, new SubOrchestrationOptions(instanceId: "child")));
}
