using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Local.Engine;
using Etl.Storage.Objects;
using Etl.Testing;

namespace Etl.Functions.Tests.Durable;

/// <summary>The real functions on the local durable host, on a clock that the tests move.</summary>
public sealed class TimedRunTests
{
    [Fact]
    public async Task TaskThatWaitedLongForItsTurn_IsNotTakenForLost()
    {
        var time = new FakeTimeProvider();
        var started = Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EtlTask Work(int i, int seconds) => Numbers.Task(
            $"T{i}",
            (_, token) =>
            {
                var work = Task.Delay(TimeSpan.FromSeconds(seconds), time, token);
                started[i].SetResult();
                return work;
            },
            TaskPolicy.Once with { Timeout = TimeSpan.FromSeconds(40) });

        await using var app = new TestApp(new Pipeline("sales", [Work(0, 39), Work(1, 39), Work(2, 39), Work(3, 39), Work(4, 39), Work(5, 1)]))
        {
            Time = time,
            Engine = new DurableEngineOptions { MaxConcurrentActivities = 2, Synchronous = SqliteSynchronous.Off },
        };
        var store = new FaultyStore(app.Store);
        app.Store = store;
        await app.StartAsync();
        var runId = await app.StartRunAsync("sales");
        await StartedAsync(0, 1);
        time.Advance(TimeSpan.FromSeconds(39));
        await StartedAsync(2, 3);
        time.Advance(TimeSpan.FromSeconds(39));
        await StartedAsync(4, 5);
        store.Before = (operation, name) =>
        {
            if (operation == "list" && name.EndsWith("/tasks/", StringComparison.Ordinal))
            {
                asked.TrySetResult();
            }

            return Task.CompletedTask;
        };

        // The backstop is due, which is twice 40 s after the level was begun: the last long task has run for 2 s.
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(1));
        await asked.Task.WaitAsync(TestApp.Patience, TestApp.Cancellation);
        time.Advance(TimeSpan.FromSeconds(37));
        await app.EndOfAsync(runId);

        var run = await app.DocumentAsync(runId);
        Assert.All(run.Tasks, task => Assert.Equal(RunStatus.Succeeded, task.Status));
        Assert.Equal(RunStatus.Succeeded, run.Status);

        Task StartedAsync(params int[] tasks) => Task.WhenAll(tasks.Select(i => started[i].Task)).WaitAsync(TestApp.Patience, TestApp.Cancellation);
    }

    [Fact]
    public async Task Cancel_WhileATaskWaitsForItsNextAttempt_EndsTheInstanceAtOnce()
    {
        var time = new FakeTimeProvider();
        var bad = Numbers.Task("Bad", (_, _) => throw new IOException("not now"), new TaskPolicy { FirstRetryDelay = TimeSpan.FromHours(2), MaxRetryDelay = TimeSpan.FromHours(2), MaxAttempts = 2 });
        await using var app = new TestApp(new Pipeline("sales", [bad])) { Time = time };
        await app.StartAsync();
        var runId = await app.StartRunAsync("sales");
        await Eventually.TrueAsync(async () => (await app.DocumentAsync(runId)).Tasks[0].Status == RunStatus.Failed);

        await app.Get<RunCanceller>().CancelAsync(app.Client, runId, reason: null, TestApp.Cancellation);
        await app.EndOfAsync(runId);

        var run = await app.DocumentAsync(runId);
        Assert.Equal((RunStatus.Cancelled, RunStatus.Cancelled, 1), (run.Status, run.Tasks[0].Status, run.Tasks[0].Attempts));
    }

    [Fact]
    public async Task StoreThatRefusesForAnHour_WhileARunEnds_HoldsItUpOnly()
    {
        var time = new FakeTimeProvider();
        await using var app = new TestApp(new Pipeline("sales", [Numbers.Sum("A")])) { Time = time };
        var isRefused = false;
        var store = new FaultyStore(app.Store);
        var until = time.GetUtcNow().AddHours(1);
        store.Before = (operation, name) =>
        {
            isRefused |= operation == "create" && name.Contains("/commits/", StringComparison.Ordinal);
            return isRefused && time.GetUtcNow() < until ? throw new StoreException("The store refuses (403).", isTransient: false) : Task.CompletedTask;
        };
        app.Store = store;
        await app.StartAsync();
        var runId = await app.StartRunAsync("sales");

        await Eventually.TrueAsync(async () =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return await app.Client.GetInstanceAsync(runId, getInputsAndOutputs: false, TestApp.Cancellation) is { IsCompleted: true };
        });

        var run = await app.DocumentAsync(runId);
        Assert.Equal((RunStatus.Failed, RunStatus.Failed, "LostInfrastructure"), (run.Status, run.Tasks[0].Status, run.Tasks[0].Error!.Type));
    }
}
