using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class ExternalEventTests
{
    [Fact]
    public async Task Event_RaisedAfterTheWait_IsReceived()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Answer")));
        var id = await hub.StartAsync("Wait");
        await hub.IdleAsync(id);

        await hub.Client.RaiseEventAsync(id, "Answer", 42);

        Assert.Equal(42, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Events_RaisedBeforeTheWait_AreKeptInOrder_WhateverTheCaseOfTheName()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Wait", async c =>
        {
            await c.WaitForExternalEvent<object>("Go");
            return new[] { await c.WaitForExternalEvent<int>("answer"), await c.WaitForExternalEvent<int>("ANSWER") };
        }));
        var id = await hub.StartAsync("Wait");
        await hub.Client.RaiseEventAsync(id, "Answer", 1);
        await hub.Client.RaiseEventAsync(id, "Answer", 2);

        await hub.Client.RaiseEventAsync(id, "Go");

        var received = (await hub.EndOfAsync(id)).ReadOutputAs<List<int>>();

        Assert.Equal([1, 2], received!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EventRacedWithTimer_TheFirstWins(bool raise)
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Race", async c =>
        {
            using var source = new CancellationTokenSource();
            var timer = c.CreateTimer(TimeSpan.FromMinutes(5), source.Token);
            var answer = c.WaitForExternalEvent<string>("Answer");
            var first = await Task.WhenAny(timer, answer);
            source.Cancel();
            return first == answer ? await answer : "too late";
        }));
        var id = await hub.StartAsync("Race");
        await hub.IdleAsync(id);

        if (raise)
        {
            await hub.Client.RaiseEventAsync(id, "Answer", "in time");
        }
        else
        {
            hub.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(raise ? "in time" : "too late", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitWithTimeout_TimesOut_AndKeepsALaterEventForTheNextWait()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Twice", async c =>
        {
            var timedOut = false;
            try
            {
                await c.WaitForExternalEvent<int>("Answer", TimeSpan.FromMinutes(1));
            }
            catch (OperationCanceledException)
            {
                timedOut = true;
            }

            await c.WaitForExternalEvent<object>("Go");
            return new { timedOut, Answer = await c.WaitForExternalEvent<int>("Answer") };
        }));
        var id = await hub.StartAsync("Twice");
        await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromMinutes(1));
        await hub.IdleAsync(id);

        await hub.Client.RaiseEventAsync(id, "Answer", 7);
        await hub.Client.RaiseEventAsync(id, "Go");

        Assert.Equal("""{"timedOut":true,"Answer":7}""", (await hub.EndOfAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task SeveralWaits_TheNewestGetsTheEvent()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Two", async c =>
        {
            var older = c.WaitForExternalEvent<int>("Answer");
            var newer = c.WaitForExternalEvent<int>("Answer");
            return await Task.WhenAny(older, newer) == newer ? "newer" : "older";
        }));
        var id = await hub.StartAsync("Two");
        await hub.Client.RaiseEventAsync(id, "Answer", 1);

        Assert.Equal("newer", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task OneNameAwaitedAsTwoTypes_IsRefused()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Two", async c =>
        {
            _ = c.WaitForExternalEvent<int>("Answer");
            return await c.WaitForExternalEvent<string>("Answer");
        }));

        Assert.Contains("already awaited as System.Int32", (await hub.RunAsync("Two")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventOfTheWrongForm_FailsTheWait()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Answer")));
        var id = await hub.StartAsync("Wait");

        await hub.Client.RaiseEventAsync(id, "Answer", "no number");

        Assert.Equal("System.Text.Json.JsonException", (await hub.EndOfAsync(id)).FailureDetails!.ErrorType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventWhoseTypeThrows_FailsTheWait_AndNothingElse(bool reopened)
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Strict", async c => await c.WaitForExternalEvent<Positive>("Answer"))
            .Orchestrator("Other", async c => await c.WaitForExternalEvent<int>("Answer")));
        await hub.StartAsync("Strict", id: "strict");
        await hub.StartAsync("Other", id: "other");
        await hub.IdleAsync("other");
        if (reopened)
        {
            await hub.ReopenAsync();
        }

        await hub.Client.RaiseEventAsync("strict", "Answer", new { Value = -1 });
        await hub.Client.RaiseEventAsync("other", "Answer", 42);
        if (reopened)
        {
            await hub.Engine.ResumeAllAsync(TestHub.Patience);
        }

        var failure = (await hub.EndOfAsync("strict")).FailureDetails!;
        Assert.Equal(typeof(ArgumentOutOfRangeException).FullName, failure.ErrorType);
        Assert.Equal(42, (await hub.EndOfAsync("other")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Event_ForAnUnknownOrEndedInstance_IsRefused()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Nothing", _ => Task.FromResult<object?>(null)));
        await hub.RunAsync("Nothing", id: "ended");

        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RaiseEventAsync("nobody", "Answer"));
        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RaiseEventAsync("ended", "Answer"));

        Assert.Contains("There is no orchestration instance 'nobody'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("'ended' has ended (Completed)", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_ForAnInstanceThatIsNotResumed_WaitsForIt()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Answer")));
        var id = await hub.StartAsync("Wait");
        await hub.IdleAsync(id);
        await hub.ReopenAsync();

        await hub.Client.RaiseEventAsync(id, "Answer", 42);
        await hub.ReopenAsync();
        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Equal(42, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task SendEvent_ReachesAnotherInstance_AndIsLostOnOneThatHasEnded()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Wait", async c => await c.WaitForExternalEvent<int>("Answer"))
            .Orchestrator("Send", c =>
            {
                c.SendEvent("receiver", "Answer", 42);
                return Task.FromResult<object?>(null);
            }));
        await hub.StartAsync("Wait", id: "receiver");

        await hub.RunAsync("Send");
        var received = await hub.EndOfAsync("receiver");
        var sentToNobody = await hub.RunAsync("Send");

        Assert.Equal(42, received.ReadOutputAs<int>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, sentToNobody.RuntimeStatus);
    }

    private sealed class Positive
    {
        private readonly int _value;

        public int Value
        {
            get => _value;
            init => _value = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
