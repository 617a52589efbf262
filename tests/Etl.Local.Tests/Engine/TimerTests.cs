using Etl.Local.Engine;
using Etl.Testing;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class TimerTests
{
    [Fact]
    public async Task Timer_FiresWhenItIsDue_NotBefore()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        var start = hub.Time.GetUtcNow().UtcDateTime;
        var id = await hub.StartAsync("Sleep", 3600);

        await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromSeconds(3599));
        var early = await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Running, early.RuntimeStatus);
        Assert.Equal(start.AddHours(1), end.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Timer_LongerThanTheClocksOwn_FiresWhenItIsDue()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        var id = await hub.StartAsync("Sleep", 100 * 86_400);

        await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromDays(99));
        var early = await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(OrchestrationRuntimeStatus.Running, early.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_InThePast_FiresAtOnce()
    {
        await using var hub = await TestHub.OpenAsync(Functions());

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.RunAsync("Sleep", -5)).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_ThatCameDueWhileTheEngineWasClosed_FiresAfterResume()
    {
        await using var hub = await TestHub.OpenAsync(Functions());
        var id = await hub.StartAsync("Sleep", 60);
        await hub.IdleAsync(id);

        hub.Time.Advance(TimeSpan.FromSeconds(30));
        await hub.ReopenAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(31));
        var closed = await hub.Client.GetInstanceAsync(id, TestHub.Patience);
        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Running, closed!.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task CancelledTimer_ThrowsTaskCanceled_AndLetsTheInstanceEnd()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Cancel", async c =>
        {
            using var source = new CancellationTokenSource();
            var timer = c.CreateTimer(TimeSpan.FromDays(1), source.Token);
            await c.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            source.Cancel();
            var thrown = await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
            return thrown.GetType().Name;
        }));

        Assert.Equal("TaskCanceledException", (await hub.RunAsync("Cancel")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CancelledTimer_IsDisarmed_AndNotArmedAgainByResume()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Cancel", async c =>
        {
            using var source = new CancellationTokenSource();
            _ = c.CreateTimer(TimeSpan.FromMinutes(1), source.Token);
            await c.WaitForExternalEvent<object>("Cancel");
            source.Cancel();
            await c.WaitForExternalEvent<object>("Go");
            return null;
        }));
        var id = await hub.StartAsync("Cancel");
        await hub.IdleAsync(id);
        await hub.Client.RaiseEventAsync(id, "Cancel");
        await hub.IdleAsync(id);
        Assert.Equal(0, hub.Engine.ArmedTimers);
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.IdleAsync(id);
        Assert.Equal(0, hub.Engine.ArmedTimers);

        hub.Time.Advance(TimeSpan.FromMinutes(2));
        await hub.IdleAsync(id);

        Assert.DoesNotContain(hub.History(id), line => line.StartsWith("TimerFired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TimerThatFires_WhenWhatCancelsItIsAlreadyOnItsWay_IsNotInTheHistory()
    {
        using var writer = new ManualResetEventSlim(initialState: true);
        var second = new TaskCompletionSource<object?>();
        var third = new TaskCompletionSource();
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions()
                .Orchestrator("Race", async c =>
                {
                    using var source = new CancellationTokenSource();
                    _ = c.CreateTimer(TimeSpan.FromMinutes(1), source.Token);
                    var activities = Enumerable.Range(1, 3).Select(i => c.CallActivityAsync<int>("Step", i)).ToArray();
                    await activities[1];
                    source.Cancel();
                    await Task.WhenAll(activities);
                    return "cancelled";
                })
                .Activity<int>("Step", async (i, _) =>
                {
                    if (i == 2)
                    {
                        writer.Reset();
                        return await second.Task;
                    }

                    if (i == 3)
                    {
                        third.SetResult();
                    }

                    return null;
                }),
            new DurableEngineOptions { MaxConcurrentActivities = 1, AfterCommit = () => writer.Wait(TestHub.Patience) });
        var id = await hub.StartAsync("Race");

        // The third activity begins when the answer of the second is in the mailbox; the turn before it is held up by the writer.
        second.SetResult(null);
        await third.Task.WaitAsync(TestHub.Patience);
        hub.Time.Advance(TimeSpan.FromMinutes(1));
        writer.Set();

        Assert.Equal("cancelled", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.DoesNotContain(hub.History(id), line => line.StartsWith("TimerFired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TimerOfAnInstanceThatIsTerminatedWhileItIsReplayed_IsNotArmed()
    {
        using var stuck = new ManualResetEventSlim(initialState: true);
        var replaying = new TaskCompletionSource();
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Sleep", async c =>
        {
            if (c.IsReplaying)
            {
                replaying.SetResult();
                stuck.Wait(TestHub.Patience);
            }

            await c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return null;
        }));
        var id = await hub.StartAsync("Sleep");
        await hub.IdleAsync(id);
        await hub.ReopenAsync();
        stuck.Reset();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await replaying.Task.WaitAsync(TestHub.Patience);

        await hub.Client.TerminateInstanceAsync(id, TestHub.Patience);
        stuck.Set();
        await hub.IdleAsync(id);

        Assert.Equal(0, hub.Engine.ArmedTimers);
        Assert.Equal(0, hub.Engine.InstancesInMemory);
    }

    [Fact]
    public async Task TimerThatNobodyCancels_HoldsUpTheEnd()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Forget", c =>
        {
            _ = c.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return Task.FromResult<object?>(null);
        }));
        var id = await hub.StartAsync("Forget");

        var before = await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(OrchestrationRuntimeStatus.Running, before.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Timer_OfAMachineThatSlept_FiresWithinAMinuteOfItsAwakening()
    {
        var time = new SleepyTime();
        await using var hub = await TestHub.OpenAsync(Functions(), time: time);
        var id = await hub.StartAsync("Sleep", 8 * 3600);
        await hub.IdleAsync(id);

        time.Slept = TimeSpan.FromHours(9);
        time.Awake.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Timer_OfAnInstanceThatAClockFromTheFutureHasSeen_FiresByTheClockThatIsRight(bool replay, bool reopened)
    {
        var options = new DurableEngineOptions { ReplayEveryStep = replay, CompareInputs = true };
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions().Orchestrator("Sleep", async c =>
            {
                await c.WaitForExternalEvent<object>("Go");
                var begin = c.CurrentUtcDateTime;
                await c.CreateTimer(begin.AddHours(1), CancellationToken.None);
                await c.CreateTimer(begin.AddHours(2), CancellationToken.None);
                return c.CurrentUtcDateTime - begin;
            }),
            options);
        var right = hub.Time.GetUtcNow();
        hub.Time.SetUtcNow(right.AddYears(4));
        var id = await hub.StartAsync("Sleep");
        await hub.IdleAsync(id);
        hub.Time.SetUtcNow(right);
        await hub.Client.RaiseEventAsync(id, "Go");
        await hub.IdleAsync(id);
        if (reopened)
        {
            await hub.ReopenAsync(options);
            await hub.Engine.ResumeAllAsync(TestHub.Patience);
            await hub.IdleAsync(id);
        }

        hub.Time.Advance(TimeSpan.FromMinutes(59));
        await hub.IdleAsync(id);
        Assert.DoesNotContain(hub.History(id), line => line.StartsWith("TimerFired", StringComparison.Ordinal));
        hub.Time.Advance(TimeSpan.FromMinutes(1));
        await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromHours(2), (await hub.EndOfAsync(id)).ReadOutputAs<TimeSpan>());
    }

    private static TestFunctions Functions() => new TestFunctions().Orchestrator("Sleep", async c =>
    {
        await c.CreateTimer(TimeSpan.FromSeconds(c.GetInput<int>()), CancellationToken.None);
        return c.CurrentUtcDateTime;
    });

    /// <summary>The machine's clock goes on while it sleeps; its timers stand still.</summary>
    private sealed class SleepyTime : TimeProvider
    {
        public FakeTimeProvider Awake { get; } = new();

        public TimeSpan Slept { get; set; }

        public override DateTimeOffset GetUtcNow() => Awake.GetUtcNow() + Slept;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Awake.CreateTimer(callback, state, dueTime, period);
    }
}
