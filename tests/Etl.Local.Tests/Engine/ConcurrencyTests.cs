using Etl.Local.Engine;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Tests.Engine;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task InstanceTerminatedInTheTransactionThatStartsIt_NeverRuns()
    {
        using var gate = new ManualResetEventSlim(initialState: true);
        await using var hub = await TestHub.OpenAsync(Waiting(), new DurableEngineOptions { AfterCommit = () => gate.Wait(TestHub.Patience) });

        var (start, terminate) = await InOneTransactionAsync(
            hub, gate, () => hub.StartAsync("Collect", id: "one"), () => hub.Client.TerminateInstanceAsync("one", TestHub.Patience));
        await Task.WhenAll(start, terminate);
        await hub.Engine.IdleAsync().WaitAsync(TestHub.Patience);

        Assert.Equal(["Created#-1", "Terminated#-1"], hub.History("one"));
        Assert.Equal(0, hub.Engine.InstancesInMemory);
    }

    [Fact]
    public async Task EventThatArrivesInTheTransactionThatResumesItsInstance_IsToldOnce()
    {
        using var gate = new ManualResetEventSlim(initialState: true);
        var options = new DurableEngineOptions { AfterCommit = () => gate.Wait(TestHub.Patience) };
        await using var hub = await TestHub.OpenAsync(Waiting());

        // The event is handed over while the inbox is being read, or just before, or just after: several times, to see them all.
        for (var i = 0; i < 20; i++)
        {
            await hub.StartAsync("Collect", id: "one");
            await hub.IdleAsync("one");
            await hub.ReopenAsync(options);

            var (resume, raise) = await InOneTransactionAsync(
                hub, gate, () => hub.Engine.ResumeAllAsync(TestHub.Patience), () => hub.Client.RaiseEventAsync("one", "Number", 1));
            await Task.WhenAll(resume, raise);
            await hub.Client.RaiseEventAsync("one", "Number", 0);

            Assert.Equal([1, 0], (await hub.EndOfAsync("one")).ReadOutputAs<List<int>>()!);
        }
    }

    [Fact]
    public async Task ManyClientsAtOnce_EveryInstanceEnds_AndNothingIsLeftInMemory()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Work", async c =>
            {
                var parts = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => c.CallActivityAsync<int>("One")));
                var child = await c.CallSubOrchestratorAsync<int>("Child");
                return parts.Sum() + child + await c.WaitForExternalEvent<int>("Go");
            })
            .Orchestrator("Child", async c => await c.CallActivityAsync<int>("One"))
            .Activity<object>("One", _ => 1));

        var ends = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var id = await hub.StartAsync("Work", id: $"work-{i}");
            await Task.Yield();
            var act = i % 2 == 0 ? hub.Client.RaiseEventAsync(id, "Go", 1) : hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: true), TestHub.Patience);
            await Task.WhenAll(act, UnlessTooLateAsync(() => hub.Client.SuspendInstanceAsync(id, "for a moment")));
            await UnlessTooLateAsync(() => hub.Client.ResumeInstanceAsync(id));

            return await hub.EndOfAsync(id);
        }));
        await hub.Engine.IdleAsync().WaitAsync(TestHub.Patience);

        Assert.All(ends.Where((_, i) => i % 2 == 0), end => Assert.Equal(5, end.ReadOutputAs<int>()));
        Assert.All(ends.Where((_, i) => i % 2 == 1), end => Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus));
        Assert.Equal(0, hub.Engine.InstancesInMemory);
    }

    /// <summary>Holds the writer up after some other commit, so that both requests are there when it comes back.</summary>
    private static async Task<(Task First, Task Second)> InOneTransactionAsync(TestHub hub, ManualResetEventSlim gate, Func<Task> first, Func<Task> second)
    {
        gate.Reset();
        var other = hub.Client.PurgeInstanceAsync("nobody", TestHub.Patience);
        var requests = (first(), second());
        gate.Set();
        await other;
        return requests;
    }

    private static async Task UnlessTooLateAsync(Func<Task> request)
    {
        try
        {
            await request();
        }
        catch (InvalidOperationException)
        {
            // The instance has ended.
        }
    }

    private static TestFunctions Waiting() => new TestFunctions().Orchestrator("Collect", async c =>
    {
        var numbers = new List<int>();
        do
        {
            numbers.Add(await c.WaitForExternalEvent<int>("Number"));
        }
        while (numbers[^1] != 0);

        return numbers;
    });
}
