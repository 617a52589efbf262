using Etl.Local.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Tests.Engine;

public sealed class DeterminismTests
{
    private const string Question = "Was the orchestrator changed after this instance started?";

    [Fact]
    public async Task OtherActivityThanInTheHistory_FailsWithBothNames()
        => Assert.Equal(
            $"The history of 'one' says step 1 scheduled activity 'A'; the code now schedules activity 'B'. {Question}",
            await ChangedAsync(
                async c => { await c.CallActivityAsync("A"); await c.CallActivityAsync("A"); },
                async c => { await c.CallActivityAsync("A"); await c.CallActivityAsync("B"); }));

    [Fact]
    public async Task OtherSortOfTaskThanInTheHistory_FailsWithBoth()
        => Assert.Equal(
            $"The history of 'one' says step 0 scheduled a timer; the code now schedules sub-orchestration 'Child'. {Question}",
            await ChangedAsync(
                c => c.CreateTimer(TimeSpan.Zero, CancellationToken.None),
                c => c.CallSubOrchestratorAsync("Child")));

    [Fact]
    public async Task LessThanInTheHistory_Fails()
        => Assert.Equal(
            $"The history of 'one' says step 1 scheduled activity 'B'; the code now schedules nothing there. {Question}",
            await ChangedAsync(
                async c => { await c.CallActivityAsync("A"); await c.CallActivityAsync("B"); },
                c => c.CallActivityAsync("A")));

    [Fact]
    public async Task ReturningEarlierThanTheHistory_Fails()
        => Assert.Equal(
            $"The history of 'one' says step 0 scheduled activity 'A'; the code now schedules nothing there, it has finished. {Question}",
            await ChangedAsync(c => c.CallActivityAsync("A"), _ => Task.CompletedTask, waits: false));

    [Fact]
    public async Task MoreThanInTheHistory_Fails()
        => Assert.Equal(
            $"The history of 'one' has no step 1; the code now schedules activity 'B' there. {Question}",
            await ChangedAsync(
                c => c.CallActivityAsync("A"),
                c => Task.WhenAll(c.CallActivityAsync("A"), c.CallActivityAsync("B"))));

    [Fact]
    public async Task OtherInput_IsAllowed_UnlessInputsAreCompared()
    {
        static Func<TaskOrchestrationContext, Task> With(int input) => c => c.CallActivityAsync("A", input);

        Assert.Null(await ChangedAsync(With(1), With(2)));
        Assert.StartsWith(
            "The history of 'one' says step 0 scheduled activity 'A' with 1; the code now schedules it with 2. Does the input come from a clock",
            await ChangedAsync(With(1), With(2), options: new() { CompareInputs = true }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameCode_GoesOn()
        => Assert.Null(await ChangedAsync(
            async c => { await c.CallActivityAsync("A"); await c.CallActivityAsync("B"); },
            async c => { await c.CallActivityAsync("A"); await c.CallActivityAsync("B"); }));

    [Fact]
    public async Task ActivityThatRunsAgainAfterResume_GetsTheInputOfTheHistory()
    {
        var input = 1;
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Changing", async c => await c.CallActivityAsync<int>("Long", input))
            .Activity<int>("Long", async (i, cancellationToken) =>
            {
                if (input == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }

                return i;
            }));
        var id = await hub.StartAsync("Changing");
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Patience);
        await hub.ReopenAsync();

        input = 2;
        await hub.Engine.ResumeAllAsync(TestHub.Patience);

        Assert.Equal(1, (await hub.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task AwaitOfSomethingNotDurable_FailsAtOnce_WhenNothingElseIsAwaited()
        => await FailsAsync(async _ => await new TaskCompletionSource().Task);

    [Fact]
    public async Task AwaitOfSomethingNotDurable_ThatEndsOnAnotherThread_Fails()
    {
        var work = new TaskCompletionSource();
        await FailsAsync(
            async c =>
            {
                var timer = c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                await work.Task;
                await timer;
            },
            meanwhile: () => work.TrySetResult());
    }

    [Fact]
    public async Task ConfigureAwaitFalse_Fails()
        => await FailsAsync(async c =>
        {
            _ = c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            await c.CallActivityAsync("A").ConfigureAwait(false);
            await c.CallActivityAsync("A");
        });

    [Fact]
    public async Task CallFromAnotherThread_IsRefused_AndFailsTheInstance()
    {
        Exception? refused = null;
        await FailsAsync(async c =>
        {
            var timer = c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            var thread = new Thread(() => refused = Record.Exception(() => { _ = c.CallActivityAsync("A"); }));
            thread.Start();
            thread.Join();
            await timer;
        });

        Assert.StartsWith("CallActivityAsync was called outside of the orchestrator's own flow.", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellationFromAnotherThread_Fails()
        => await FailsAsync(async c =>
        {
            using var source = new CancellationTokenSource();
            var timer = c.CreateTimer(TimeSpan.FromDays(1), source.Token);
            var thread = new Thread(source.Cancel);
            thread.Start();
            thread.Join();
            await timer;
        });

    [Fact]
    public async Task AsyncVoidThatThrows_FailsTheInstance_NotTheHost()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions().Orchestrator("Void", async c =>
        {
            SynchronizationContext.Current!.Post(_ => throw new FormatException("from async void"), null);
            return await c.WaitForExternalEvent<int>("Never");
        }));

        Assert.Equal("from async void", (await hub.RunAsync("Void")).FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Yield_IsDeterministic_AndAllowed()
    {
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Yield", async c =>
            {
                await Task.Yield();
                var one = await c.CallActivityAsync<int>("A");
                await Task.Yield();
                return one;
            })
            .Activity<object>("A", _ => 1));

        Assert.Equal(1, (await hub.RunAsync("Yield")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task ClockAndGuids_AreTheSameInAReplay_AndTheClockMoves()
    {
        var seen = new List<(DateTime, Guid, Guid)>();
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions()
                .Orchestrator("Look", async c =>
                {
                    var first = (c.CurrentUtcDateTime, c.NewGuid(), c.NewGuid());
                    await c.WaitForExternalEvent<object>("Go");
                    seen.Add(first);
                    seen.Add((c.CurrentUtcDateTime, c.NewGuid(), c.NewGuid()));
                    await c.WaitForExternalEvent<object>("Go");
                    return null;
                }));
        var id = await hub.StartAsync("Look");
        await hub.IdleAsync(id);
        hub.Time.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.RaiseEventAsync(id, "Go");
        await hub.IdleAsync(id);
        await hub.ReopenAsync();
        hub.Time.Advance(TimeSpan.FromMinutes(1));

        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.IdleAsync(id);

        Assert.Equal(4, seen.Count);
        Assert.Equal(seen[..2], seen[2..]);
        Assert.Equal(TimeSpan.FromMinutes(1), seen[1].Item1 - seen[0].Item1);
        Assert.Equal(DateTimeKind.Utc, seen[0].Item1.Kind);
        Assert.Equal(4, new[] { seen[0].Item2, seen[0].Item3, seen[1].Item2, seen[1].Item3 }.Distinct().Count());
        Assert.All(seen, s => Assert.Equal(5, s.Item2.Version));
    }

    [Fact]
    public async Task ReplaySafeLogger_SaysEverythingOnce()
    {
        var lines = new List<string>();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(new ListLogger(lines)));
        await using var hub = await TestHub.OpenAsync(
            new TestFunctions()
                .Orchestrator("Log", async c =>
                {
                    var log = c.CreateReplaySafeLogger("app");
                    log.LogInformation("begin");
                    await c.CallActivityAsync("A");
                    log.LogInformation("middle");
                    await c.CallActivityAsync("A");
                    log.LogInformation("end");
                    return null;
                })
                .Activity<object>("A", _ => 1),
            new DurableEngineOptions { ReplayEveryStep = true },
            loggers: loggers);

        await hub.RunAsync("Log");

        Assert.Equal(["begin", "middle", "end"], lines);
    }

    /// <summary>Runs <paramref name="old"/> until it waits for an event, then resumes it with <paramref name="changed"/>. Null when it ends well.</summary>
    private static async Task<string?> ChangedAsync(
        Func<TaskOrchestrationContext, Task> old, Func<TaskOrchestrationContext, Task> changed, bool waits = true, DurableEngineOptions? options = null)
    {
        var code = old;
        var wait = true;
        await using var hub = await TestHub.OpenAsync(new TestFunctions()
            .Orchestrator("Changing", async c =>
            {
                await code(c);
                if (wait)
                {
                    await c.WaitForExternalEvent<object>("Go");
                }

                return null;
            })
            .Orchestrator("Child", _ => Task.FromResult<object?>(null))
            .Activity<object>("A", _ => null)
            .Activity<object>("B", _ => null), options);
        await hub.StartAsync("Changing", id: "one");
        await hub.IdleAsync("one");
        hub.Time.Advance(TimeSpan.Zero);
        await hub.IdleAsync("one");

        code = changed;
        wait = waits;
        await hub.ReopenAsync(options);
        await hub.Engine.ResumeAllAsync(TestHub.Patience);
        await hub.IdleAsync("one");
        if ((await hub.IdleAsync("one")).RuntimeStatus == OrchestrationRuntimeStatus.Running)
        {
            await hub.Client.RaiseEventAsync("one", "Go");
        }

        return (await hub.EndOfAsync("one")).FailureDetails?.ErrorMessage;
    }

    private static async Task FailsAsync(Func<TaskOrchestrationContext, Task> body, Action? meanwhile = null)
    {
        foreach (var replay in meanwhile is null ? (bool[])[false, true] : [false])
        {
            await using var hub = await TestHub.OpenAsync(
                new TestFunctions()
                    .Orchestrator("Illegal", async c =>
                    {
                        await body(c);
                        return null;
                    })
                    .Activity<object>("A", _ => null),
                new DurableEngineOptions { ReplayEveryStep = replay });

            await hub.StartAsync("Illegal", id: "one");
            await hub.IdleAsync("one");
            meanwhile?.Invoke();
            var end = await hub.EndOfAsync("one");

            Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
            Assert.StartsWith("Orchestrator 'Illegal' of instance 'one' awaits something that is not durable", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        }
    }

    private sealed class ListLogger(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName == "app" ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
