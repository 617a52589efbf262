using Etl.Local.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class DrainTests
{
    [Fact]
    public async Task Drain_LetsRunningActivitiesEnd_StartsNoOthers_AndResumeDoesTheRest()
    {
        var gate = new TaskCompletionSource();
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions()
                .Orchestrator("Fan", async c => await Task.WhenAll(Enumerable.Range(0, 5).Select(i => c.CallActivityAsync<int>("Step", i))))
                .Activity<int>("Step", async (i, _) =>
                {
                    await gate.Task;
                    return i;
                }),
            new DurableEngineOptions { MaxConcurrentActivities = 2 });
        var id = await hub.StartAsync("Fan");
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Patience);

        var drain = hub.Engine.DrainAsync(TimeSpan.FromSeconds(10));
        gate.SetResult();
        await drain.WaitAsync(TestHub.Patience);
        var drained = hub.Functions.Ran.Order().ToList();
        var completed = hub.History(id).Count(line => line.StartsWith("ActivityCompleted", StringComparison.Ordinal));
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.EndOfAsync(id);

        Assert.True(drained.Count <= 2, string.Join(' ', drained));
        Assert.Equal(drained.Count, completed);
        Assert.Equal(["Step(0)", "Step(1)", "Step(2)", "Step(3)", "Step(4)"], hub.Functions.Ran.Order());
    }

    [Fact]
    public async Task Drain_AfterItsBound_CutsActivitiesOff_AndTheyRunAgain()
    {
        var begun = new TaskCompletionSource();
        var attempts = 0;
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("One", async c => await c.CallActivityAsync<int>("Long"))
            .Activity<object>("Long", async (_, cancellationToken) =>
            {
                if (Interlocked.Increment(ref attempts) == 1)
                {
                    begun.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }

                return attempts;
            }));
        var id = await hub.StartAsync("One");
        await begun.Task.WaitAsync(TestHub.Patience);

        var drain = hub.Engine.DrainAsync(TimeSpan.FromSeconds(10));
        var endedEarly = drain.IsCompleted;
        hub.Time.Advance(TimeSpan.FromSeconds(10));
        await drain.WaitAsync(TestHub.Patience);
        await hub.IdleAsync(id);
        var history = hub.History(id);
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.False(endedEarly);
        Assert.Equal("ActivityScheduled#0 Long", history[^1]);
        Assert.Equal(2, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Dispose_CutsActivitiesOff_FailsTheWaits_AndLeavesTheInstanceResumable()
    {
        var cut = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("One", async c => await c.CallActivityAsync<int>("Long"))
            .Activity<object>("Long", async (_, cancellationToken) =>
            {
                if (begun.TrySetResult())
                {
                    await using var registration = cancellationToken.Register(cut.SetResult);
                    await cut.Task;
                    throw new IOException("closed under its feet");
                }

                return 7;
            }));
        var id = await hub.StartAsync("One");
        var wait = hub.EndOfAsync(id);
        await begun.Task.WaitAsync(TestHub.Patience);

        var closed = hub.Client;
        await hub.Engine.DisposeAsync();
        await cut.Task.WaitAsync(TestHub.Patience);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed.ScheduleNewOrchestrationInstanceAsync("One", CancellationToken.None));
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Equal(7, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Open_ResumesNothingByItself_AndResumeOne_OnlyThatOneAndItsChildren()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Wait", null, new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go")));
        await hub.StartAsync("Wait", id: "other");
        await hub.StartAsync("Parent", id: "parent");
        await hub.IdleAsync("parent");
        await hub.ReopenAsync();
        await hub.Client.RaiseEventAsync("other", "Go", 1);
        await hub.Client.RaiseEventAsync("child", "Go", 2);

        var untouched = hub.Engine.InstancesInMemory;
        var resumed = await hub.Engine.ResumeAsync("parent", TestHub.Patience);
        var parent = await hub.EndOfAsync("parent");
        await hub.Engine.IdleAsync().WaitAsync(TestHub.Patience);
        var other = await hub.Client.GetInstanceAsync("other", TestHub.Patience);
        var rest = await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Equal(0, untouched);
        Assert.Equal(["parent", "child"], resumed);
        Assert.Equal(2, parent.ReadOutputAs<int>());
        Assert.Equal(OrchestrationRuntimeStatus.Running, other!.RuntimeStatus);
        Assert.Equal(["other"], rest);
        Assert.Equal(1, (await hub.EndOfAsync("other")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Resume_UnknownInstance_IsRefused_AndAnEndedOneIsLeftAlone()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Nothing", _ => Task.FromResult<object?>(null)));
        await hub.RunAsync("Nothing", id: "ended");

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Engine.ResumeAsync("nobody", TestHub.Patience));
        Assert.Empty(await hub.Engine.ResumeAsync("ended", TestHub.Patience));
    }

    [Fact]
    public async Task Resume_Twice_RunsNothingTwice()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("One", async c => await c.CallActivityAsync<int>("Long"))
            .Activity<object>("Long", (_, cancellationToken) => gate.Task.WaitAsync(cancellationToken)));
        var id = await hub.StartAsync("One");
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Patience);
        await hub.ReopenAsync();
        hub.Functions.Ran.Clear();

        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        gate.SetResult(1);
        await hub.EndOfAsync(id);
        await hub.Engine.IdleAsync().WaitAsync(TestHub.Patience);

        Assert.Single(hub.Functions.Ran);
    }
}
