using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;
using Etl.Testing;

namespace Etl.Core.Tests.Runs;

/// <summary>Retries, timeouts and cancellation of an in-process run, on a clock that the test moves.</summary>
public sealed class AttemptTests
{
    /// <summary>Nothing here takes time; a wait that nobody ends is a failure.</summary>
    private const int HangMs = 60_000;

    private readonly FakeTimeProvider _clock = new();
    private readonly List<(int Attempt, TimeSpan At)> _attempts = [];

    [Fact(Timeout = HangMs)]
    public async Task Task_ThatFailsTwice_IsTriedAgainAfterGrowingWaits()
    {
        var policy = new TaskPolicy { MaxAttempts = 4, FirstRetryDelay = TimeSpan.FromSeconds(10), BackoffCoefficient = 3 };
        var run = RunAsync(policy, attempt => attempt < 3 ? throw new IOException("gone") : Task.CompletedTask);

        await PassAsync(TimeSpan.FromSeconds(10));
        await PassAsync(TimeSpan.FromSeconds(30));
        var task = Assert.Single((await run).Tasks);

        Assert.Equal([(1, TimeSpan.Zero), (2, TimeSpan.FromSeconds(10)), (3, TimeSpan.FromSeconds(40))], _attempts);
        Assert.Equal((RunStatus.Succeeded, 3, TimeSpan.FromSeconds(40)), (task.Status, task.Attempts, task.Duration));
        Assert.Null(task.Error);
    }

    [Fact(Timeout = HangMs)]
    public async Task Task_ThatAlwaysFails_EndsWithItsLastErrorAfterAllAttempts()
    {
        var policy = new TaskPolicy { MaxAttempts = 3, FirstRetryDelay = TimeSpan.Zero };

        var task = Assert.Single((await RunAsync(policy, attempt => throw new IOException($"gone {attempt}"))).Tasks);

        Assert.Equal((RunStatus.Failed, 3), (task.Status, task.Attempts));
        Assert.Equal(new TaskError("IOException", "gone 3"), task.Error);
        Assert.Equal("gone 3", Assert.IsType<IOException>(task.Exception).Message);
    }

    [Fact(Timeout = HangMs)]
    public async Task Task_ThatFailsForGood_IsNotTriedAgain()
    {
        var task = Assert.Single((await RunAsync(TaskPolicy.Default, _ => throw new BadContentException("row 17"))).Tasks);

        Assert.Equal((RunStatus.Failed, 1), (task.Status, task.Attempts));
        Assert.Equal(new TaskError("BadContentException", "row 17"), task.Error);
    }

    [Fact(Timeout = HangMs)]
    public async Task Task_ThatTakesTooLong_HasItsTokenSetAndIsReportedAsTimeout()
    {
        var policy = new TaskPolicy { MaxAttempts = 1, Timeout = TimeSpan.FromMinutes(2) };
        var run = RunAsync(policy, (_, cancellationToken) => Task.Delay(TimeSpan.FromHours(1), _clock, cancellationToken));

        await PassAsync(TimeSpan.FromMinutes(2), timers: 2);
        var task = Assert.Single((await run).Tasks);

        Assert.Equal((RunStatus.Failed, TimeSpan.FromMinutes(2)), (task.Status, task.Duration));
        Assert.Equal(new TaskError("Timeout", "Task 'Load' did not end within 00:02:00. Make it faster, or give it a longer Timeout in its Policy."), task.Error);
    }

    [Fact(Timeout = HangMs)]
    public async Task Timeout_IsOfOneAttempt_AndTriedAgain()
    {
        var policy = new TaskPolicy { MaxAttempts = 2, Timeout = TimeSpan.FromMinutes(2), FirstRetryDelay = TimeSpan.FromMinutes(5) };
        var run = RunAsync(policy, (attempt, cancellationToken) => attempt == 1 ? Task.Delay(TimeSpan.FromHours(1), _clock, cancellationToken) : Task.CompletedTask);

        await PassAsync(TimeSpan.FromMinutes(2), timers: 2);
        await PassAsync(TimeSpan.FromMinutes(5));
        var task = Assert.Single((await run).Tasks);

        Assert.Equal((RunStatus.Succeeded, 2), (task.Status, task.Attempts));
    }

    [Fact(Timeout = HangMs)]
    public async Task TimeoutOfSomethingElse_IsNotReportedAsTheTasksTimeout()
    {
        var task = Assert.Single((await RunAsync(TaskPolicy.Once, _ => throw new TaskCanceledException("the web service did not answer", new TimeoutException()))).Tasks);

        Assert.Equal(new TaskError("TaskCanceledException", "the web service did not answer"), task.Error);
    }

    [Fact(Timeout = HangMs)]
    public async Task Attempts_HaveTheirNumberInTheContextAndNoTimerIsLeftBehind()
    {
        var run = RunAsync(TaskPolicy.Default, attempt => attempt == 1 ? throw new IOException("gone") : Task.CompletedTask);
        await _clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);

        // The wait between attempts, and no timeout of the attempt that has ended.
        Assert.Equal(1, _clock.ActiveTimers);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await run;

        Assert.Equal([1, 2], _attempts.Select(attempt => attempt.Attempt));
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact(Timeout = HangMs)]
    public async Task Cancellation_WhileATaskRuns_SetsItsTokenAndEndsTheRun()
    {
        using var cancellation = new CancellationTokenSource();
        var run = RunAsync(TaskPolicy.Default, (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken), cancellation.Token);

        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.Equal("Run 'test-test' was cancelled while task 'Load' was running.", exception.Message);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
        Assert.Single(_attempts);
    }

    [Fact(Timeout = HangMs)]
    public async Task Cancellation_WhileARetryWaits_EndsTheRun()
    {
        using var cancellation = new CancellationTokenSource();
        var run = RunAsync(TaskPolicy.Default, (_, _) => throw new IOException("gone"), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Single(_attempts);
    }

    [Fact(Timeout = HangMs)]
    public async Task Cancellation_ThatATaskTurnsIntoAnotherError_EndsTheRunAllTheSame()
    {
        using var cancellation = new CancellationTokenSource();
        var ran = new List<string>();
        EtlTask[] tasks = [
            EtlTask.Create("A", [], [], async (_, _) =>
            {
                ran.Add("A");
                await cancellation.CancelAsync();
                throw new PermanentTaskException("the connection was closed");
            }),
            EtlTask.Create("B", [], [], (_, _) =>
            {
                ran.Add("B");
                return Task.CompletedTask;
            })];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Orchestrator(JobContext.ForTest(), tasks).RunAsync(cancellationToken: cancellation.Token));
        Assert.Equal(["A"], ran);
    }

    [Fact(Timeout = HangMs)]
    public async Task Cancellation_ThatTheLastTaskTurnsIntoAnotherError_IsNoFailure()
    {
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            TaskPolicy.Default,
            async (_, _) =>
            {
                await cancellation.CancelAsync();
                throw new PermanentTaskException("the connection was closed");
            },
            cancellation.Token));
    }

    [Fact(Timeout = HangMs)]
    public async Task Cancellation_ThatATaskIgnores_StopsTheRunBeforeTheNextTask()
    {
        using var cancellation = new CancellationTokenSource();
        var ran = new List<string>();
        EtlTask Ignorant(string name) => EtlTask.Create(name, [], [], (_, _) =>
        {
            ran.Add(name);
            return cancellation.CancelAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Orchestrator(JobContext.ForTest(), [Ignorant("A"), Ignorant("B")]).RunAsync(cancellationToken: cancellation.Token));
        Assert.Equal(["A"], ran);
    }

    [Fact(Timeout = HangMs)]
    public async Task Run_ThatIsCancelledBeforeItStarts_RunsNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(TaskPolicy.Default, (_, _) => Task.CompletedTask, new CancellationToken(canceled: true)));
        Assert.Empty(_attempts);
    }

    private Task<RunResult> RunAsync(TaskPolicy policy, Func<int, Task> run) => RunAsync(policy, (attempt, _) => run(attempt));

    private Task<RunResult> RunAsync(TaskPolicy policy, Func<int, CancellationToken, Task> run, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetUtcNow();
        var task = EtlTask.Create(
            "Load",
            [],
            [],
            async (context, token) =>
            {
                _attempts.Add((context.Attempt, _clock.GetUtcNow() - start));
                await run(context.Attempt, token);
            },
            policy);
        return new Orchestrator(JobContext.ForTest(), [task]).RunAsync(timeProvider: _clock, cancellationToken: cancellationToken);
    }

    /// <summary>Waits until the run waits, then lets time pass.</summary>
    private async Task PassAsync(TimeSpan time, int timers = 1)
    {
        await _clock.WaitForTimersAsync(timers, TestContext.Current.CancellationToken);
        _clock.Advance(time);
    }

    private sealed class BadContentException(string message) : PermanentTaskException(message);
}
