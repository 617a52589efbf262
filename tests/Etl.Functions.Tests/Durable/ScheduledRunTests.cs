using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;

namespace Etl.Functions.Tests.Durable;

/// <summary>Eager runs, parallelism and pools, with the real functions on the local host.</summary>
public sealed class ScheduledRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EagerRun_StartsATaskBeforeTheLevelBeforeHasEnded_AndPublishesTheSame(bool replayEveryStep)
    {
        var laterHasEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = Numbers.Task("Slow", (_, token) => laterHasEnded.Task.WaitAsync(TestApp.Patience, token));
        var later = Numbers.Task("Later", (_, _) => Task.CompletedTask, requires: "Quick");
        var latest = Numbers.Task("Latest", (_, _) => Ended(laterHasEnded), requires: "Later");
        await using var app = new TestApp(new Pipeline("sales", [slow, Numbers.Sum("Quick"), later, latest, Numbers.Sum("All", "Slow", "Latest")]) { Scheduling = RunScheduling.Eager })
        {
            Engine = new DurableEngineOptions { ReplayEveryStep = replayEveryStep, CompareInputs = true, Synchronous = SqliteSynchronous.Off, MaxConcurrentActivities = 4 },
        };
        await app.StartAsync();

        var run = await app.RunAsync("sales");

        Assert.Equal(RunStatus.Succeeded, run.Status);
        Assert.Equal([1, 1, 2, 3, 4], run.Tasks.Select(task => task.Level));
        Assert.Equal(5, await app.LatestValueAsync("Numbers.All"));
    }

    [Fact]
    public async Task Request_OverridesTheSchedulingAndParallelismOfThePipeline()
    {
        await using var app = await new TestApp(new Pipeline("sales", [Numbers.Sum("A")]) { Scheduling = RunScheduling.Eager, Parallelism = 7 }).StartAsync();
        var request = new RunRequest { Pipeline = "sales", BusinessDate = new DateOnly(2026, 11, 21) };

        var byDefault = await app.Starter.StartAsync(app.Client, request, runId: null, TestApp.Cancellation);
        var asAsked = await app.Starter.StartAsync(app.Client, request with { Scheduling = RunScheduling.Levels, Parallelism = 2 }, runId: null, TestApp.Cancellation);

        Assert.Equal((RunScheduling.Eager, 7), (byDefault.Claim.Snapshot.Scheduling, byDefault.Claim.Snapshot.Parallelism));
        Assert.Equal((RunScheduling.Levels, 2), (asAsked.Claim.Snapshot.Scheduling, asAsked.Claim.Snapshot.Parallelism));
        await app.EndOfAsync(byDefault.Claim.Job.RunId);
        await app.EndOfAsync(asAsked.Claim.Job.RunId);
    }

    [Fact]
    public async Task Pool_HoldsOverAllRunsOfTheStore()
    {
        var gate = new Lock();
        var inPool = 0;
        var most = 0;
        var policy = Numbers.Quick with { Pools = ["warehouse"] };
        EtlTask Query(string name) => Numbers.Task(
            name,
            async (_, token) =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++inPool);
                }

                await Task.Delay(20, token);
                lock (gate)
                {
                    inPool--;
                }
            },
            policy);
        await using var app = new TestApp(new Pipeline("one", [Query("A"), Query("B")]), new Pipeline("two", [Query("C"), Query("D")])) { Engine = new DurableEngineOptions { Synchronous = SqliteSynchronous.Off, MaxConcurrentActivities = 8 } };
        app.Catalog = new PipelineCatalog(app.Catalog.Pipelines) { Pools = [new Pool("warehouse", 5)] };
        app.Options = app.Options with { PoolSlots = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Warehouse"] = 1 } };
        await app.StartAsync();

        foreach (var run in new[] { await app.StartRunAsync("one"), await app.StartRunAsync("two") })
        {
            await app.EndOfAsync(run);
            Assert.Equal(RunStatus.Succeeded, (await app.DocumentAsync(run)).Status);
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task PoolThatNobodyDeclared_IsRefusedBeforeTheClaim_AndNamesTheNearest()
    {
        var policy = Numbers.Quick with { Pools = ["warehous"] };
        await using var app = new TestApp(new Pipeline("sales", [Numbers.Task("A", (_, _) => Task.CompletedTask, policy), Numbers.Task("B", (_, _) => Task.CompletedTask, policy)]));
        app.Catalog = new PipelineCatalog(app.Catalog.Pipelines) { Pools = [new Pool("warehouse", 1)] };
        await app.StartAsync();

        var refusal = await Assert.ThrowsAsync<InvalidRunRequestException>(() => app.StartRunAsync("sales"));

        Assert.Equal(("unknown-pool", "'A', 'B' use the pool 'warehous', which the app does not have. Did you mean 'warehouse'? Add it to the Pools of the catalog."), (refusal.Problems[0].Code, refusal.Problems[0].Message));
        Assert.Empty(await app.ObjectsAsync("runs/"));
    }

    private static Task Ended(TaskCompletionSource source)
    {
        source.SetResult();
        return Task.CompletedTask;
    }
}
