using Etl.Local.Engine.History;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class SuspendTests
{
    [Fact]
    public async Task SuspendedInstance_HearsNothingUntilItIsResumed()
    {
        var heard = 0;
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Wait", async c =>
        {
            var number = await c.WaitForExternalEvent<int>("Go");
            heard++;
            return number;
        }));
        await hub.StartAsync("Wait", id: "one");

        await hub.Client.SuspendInstanceAsync("one", "lunch", TestHub.Patience);
        await hub.Client.RaiseEventAsync("one", "Go", 1);
        var suspended = await hub.IdleAsync("one");
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        var reopened = await hub.IdleAsync("one");
        var heardWhileSuspended = heard;
        await hub.Client.ResumeInstanceAsync("one", cancellation: TestHub.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, reopened.RuntimeStatus);
        Assert.Equal(0, heardWhileSuspended);
        Assert.Equal(1, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InstanceThatWasSuspendedTwice_IsResumedByOnce(bool reopened)
    {
        await using var hub = await TestHub.OpenAsync(Waits());
        await hub.StartAsync("Wait", id: "one");
        await hub.Client.SuspendInstanceAsync("one", "lunch", TestHub.Patience);
        if (reopened)
        {
            await hub.IdleAsync("one");
            await hub.ReopenAsync();
            await hub.Engine.ResumeAllAsync(TestHub.Patience);
        }

        await hub.Client.SuspendInstanceAsync("one", "tea", TestHub.Patience);
        await hub.Client.RaiseEventAsync("one", "Go", 1);
        await hub.Client.ResumeInstanceAsync("one", cancellation: TestHub.Patience);

        Assert.Equal(1, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task HistoryWithTwoSuspensions_IsReplayedAsItWasPlayed()
    {
        await using var hub = await TestHub.OpenAsync(Waits());
        await hub.StartAsync("Wait", id: "one");
        await hub.Client.SuspendInstanceAsync("one", reason: null, TestHub.Patience);
        await hub.Client.RaiseEventAsync("one", "Go", 1);
        await hub.IdleAsync("one");
        await hub.Engine.DisposeAsync();
        hub.Tamper($"""
            INSERT INTO history SELECT instance, 4, {(int)EventKind.Resumed}, ticks, -1, NULL, NULL FROM history WHERE position = 2;
            UPDATE history SET position = 5 WHERE position = 4;
            UPDATE history SET position = 4 WHERE position = 3;
            INSERT INTO history SELECT instance, 3, {(int)EventKind.Suspended}, ticks, -1, NULL, NULL FROM history WHERE position = 2;
            """);
        Assert.Equal(["Created#-1", "Started#-1", "Suspended#-1", "Suspended#-1", "EventRaised#-1 Go 1", "Resumed#-1"], hub.History("one"));
        await hub.ReopenAsync();

        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        var before = await hub.IdleAsync("one");
        await hub.Client.ResumeInstanceAsync("one", cancellation: TestHub.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, before.RuntimeStatus);
        Assert.Equal(1, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task AnswersThatASuspendedInstanceHolds_DoNotComeAgainAfterARestart()
    {
        var gate = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Work", async c =>
            {
                var timer = c.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                var result = await c.CallActivityAsync<int>("Slow");
                await timer;
                return result;
            })
            .Activity<object>("Slow", (_, _) => gate.Task));
        await hub.StartAsync("Work", id: "one");
        await hub.Client.WaitForInstanceStartAsync("one", TestHub.Patience);
        await hub.Client.SuspendInstanceAsync("one", reason: null, TestHub.Patience);
        gate.SetResult(1);
        await hub.IdleAsync("one");
        hub.Time.Advance(TimeSpan.FromMinutes(1));
        await hub.IdleAsync("one");

        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.IdleAsync("one");
        var armed = hub.Engine.ArmedTimers;
        await hub.Client.ResumeInstanceAsync("one", reason: null, TestHub.Patience);

        Assert.Equal(1, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
        Assert.Single(hub.Functions.Ran);
        Assert.Equal(0, armed);
        Assert.Equal(
            ["Created#-1", "Started#-1", "TimerCreated#0", "ActivityScheduled#1 Slow", "Suspended#-1", "ActivityCompleted#1  1", "TimerFired#0", "Resumed#-1", "Completed#-1"],
            hub.History("one").Select(line => line.StartsWith("TimerCreated#0", StringComparison.Ordinal) ? "TimerCreated#0" : line));
    }

    private static TestFunctions Waits() => new TestFunctions().Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Go"));
}
