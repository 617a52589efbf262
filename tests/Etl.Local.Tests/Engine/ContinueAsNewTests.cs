using Etl.Local.Engine;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class ContinueAsNewTests
{
    [Fact]
    public async Task ContinueAsNew_StartsAgainUnderTheSameId_WithAnEmptyHistory()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Count", async c =>
            {
                var n = await c.CallActivityAsync<int>("AddOne", c.GetInput<int>());
                if (n == 1)
                {
                    c.SetCustomStatus("begun");
                }

                if (n < 50)
                {
                    c.ContinueAsNew(n);
                }

                return n;
            })
            .Activity<int>("AddOne", i => i + 1));

        var end = await hub.RunAsync("Count", 0, "eternal");

        Assert.Equal(50, end.ReadOutputAs<int>());
        Assert.Equal("begun", end.ReadCustomStatusAs<string>());
        Assert.Equal(["Created#-1  49", "Started#-1", "ActivityScheduled#0 AddOne 49", "ActivityCompleted#0  50", "Completed#-1"], hub.History("eternal"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ContinueAsNew_EventsThatNobodyWaitedFor_AreKeptIfAskedTo(bool keep)
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Restart", async c =>
        {
            if (c.GetInput<int>() == 0)
            {
                await c.WaitForExternalEvent<object>("Go");
                c.ContinueAsNew(1, keep);
                return null;
            }

            var answers = Task.WhenAll(c.WaitForExternalEvent<int>("A"), c.WaitForExternalEvent<int>("B"));
            await c.WaitForExternalEvent<object>("Done");
            return answers.IsCompleted ? await answers : null;
        }));
        await hub.StartAsync("Restart", 0, "one");
        await hub.Client.RaiseEventAsync("one", "B", 2);
        await hub.Client.RaiseEventAsync("one", "A", 1);
        await hub.IdleAsync("one");
        await hub.Client.RaiseEventAsync("one", "Go");
        await hub.IdleAsync("one");

        await hub.Client.RaiseEventAsync("one", "Done");

        Assert.Equal(keep ? [1, 2] : null, (await hub.EndOfAsync("one")).ReadOutputAs<int[]>());
    }

    [Fact]
    public async Task ContinueAsNew_WhileEventsArrive_LosesAndDoublesNone()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Collect", async c =>
        {
            var numbers = c.GetInput<List<int>>() ?? [];
            numbers.Add(await c.WaitForExternalEvent<int>("Number"));
            if (numbers[^1] != 0)
            {
                c.ContinueAsNew(numbers);
            }

            return numbers;
        }));
        await hub.StartAsync("Collect", id: "one");

        await Task.WhenAll(Enumerable.Range(1, 100).Append(0).Select(i => hub.Client.RaiseEventAsync("one", "Number", i)));

        Assert.Equal([.. Enumerable.Range(1, 100), 0], (await hub.EndOfAsync("one")).ReadOutputAs<List<int>>()!);
    }

    [Fact]
    public async Task ContinueAsNew_WithMailThatItsLastTurnDidNotSee_LeavesItToTheNextExecution()
    {
        using var writer = new ManualResetEventSlim(initialState: true);
        var answer = new TaskCompletionSource<object?>();
        var continued = new TaskCompletionSource();
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions()
                .Orchestrator("Restart", async c =>
                {
                    if (c.GetInput<int>() == 1)
                    {
                        return await c.WaitForExternalEvent<int>("Number");
                    }

                    await c.CallActivityAsync("Ask");
                    c.ContinueAsNew(1, preserveUnprocessedEvents: false);
                    continued.SetResult();
                    return null;
                })
                .Activity<object>("Ask", (_, _) => answer.Task),
            new DurableEngineOptions { AfterCommit = () => writer.Wait(TestHub.Patience) });
        await hub.StartAsync("Restart", 0, "one");
        await hub.Client.WaitForInstanceStartAsync("one", TestHub.Patience);

        // The event waits behind the writer, so the turn that continues as new begins without it.
        writer.Reset();
        var other = hub.Client.PurgeInstanceAsync("nobody", TestHub.Patience);
        var raise = hub.Client.RaiseEventAsync("one", "Number", 42);
        answer.SetResult(null);
        await continued.Task.WaitAsync(TestHub.Patience);
        writer.Set();
        await Task.WhenAll(other, raise);

        Assert.Equal(42, (await hub.EndOfAsync("one")).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task ContinueAsNew_WithAnEventBehindItInTheSameTurn_KeepsItForTheNextExecution_ThoughAWaitWasAbandoned(bool keep, bool replay)
    {
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions().Orchestrator("Restart", async c =>
            {
                var number = c.WaitForExternalEvent<int>("Number");
                if (c.GetInput<int>() == 1)
                {
                    return new List<int> { await number, await c.WaitForExternalEvent<int>("Number") };
                }

                await c.WaitForExternalEvent<object>("Go");
                c.ContinueAsNew(1, keep);
                return null;
            }),
            new DurableEngineOptions { ReplayEveryStep = replay });
        await hub.StartAsync("Restart", 0, "one");

        // What arrives while it is suspended is heard in one turn.
        await hub.Client.SuspendInstanceAsync("one", reason: null, TestHub.Patience);
        await hub.Client.RaiseEventAsync("one", "Go");
        await hub.Client.RaiseEventAsync("one", "Number", 1);
        await hub.Client.RaiseEventAsync("one", "Number", 2);
        await hub.Client.ResumeInstanceAsync("one", reason: null, TestHub.Patience);

        var received = (await hub.EndOfAsync("one")).ReadOutputAs<List<int>>();

        Assert.Equal([1, 2], received!);
    }

    [Fact]
    public async Task ContinueAsNew_OfAChild_StillAnswersItsParent()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Parent", async c => await c.CallSubOrchestratorAsync<int>("Child", 0))
            .Orchestrator("Child", c =>
            {
                var n = c.GetInput<int>();
                if (n < 3)
                {
                    c.ContinueAsNew(n + 1);
                }

                return Task.FromResult<object?>(n);
            }));

        var end = await hub.RunAsync("Parent");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(3, end.ReadOutputAs<int>());
    }
}
