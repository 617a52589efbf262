using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Core.Tests.Support;
using Etl.Testing;
using Microsoft.Extensions.Logging;

namespace Etl.Core.Tests.Rules;

/// <summary>The plan is logged before the first task starts, and for each task start, end, duration, rows and bytes.</summary>
public sealed class Rule7_RunLog
{
    private static readonly ModelRef<Data> Raw = Data.Of("raw");
    private readonly CapturingLoggerFactory _log = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Log_OfARun_HasThePlanFirstThenEachTaskWithItsNumbers()
    {
        EtlTask[] tasks = [
            EtlTask.Create("Report", [Raw], [], async (context, _) =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(250));
                context.Logger.LogInformation("{Count} rows seen", await context.Input(Raw).CountAsync());
            }),
            EtlTask.Create("Load", [], [Raw], async (context, cancellationToken) =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                await context.Output(Raw).WriteAllAsync([new Row("a"), new Row("b")], cancellationToken);
            })];

        await RunAsync(tasks);

        Assert.Equal(
            """
            Run shop-test of shop: 2 tasks in this order: Load -> Report
            Run shop-test: Load started, attempt 1
            Run shop-test: Load succeeded, 2 rows and 26 bytes in 1000 ms
            Run shop-test: Report started, attempt 1
            2 rows seen
            Run shop-test: Report succeeded, 0 rows and 0 bytes in 250 ms
            Run shop-test of shop ended: Succeeded in 1250 ms
            """,
            string.Join('\n', _log.Texts));
    }

    [Fact]
    public async Task Lines_OfATask_CarryTheRunAndTheTask()
    {
        await RunAsync([
            EtlTask.Create("A", [], [], (context, _) =>
            {
                context.Logger.LogInformation("from A");
                return Task.CompletedTask;
            }),
            EtlTask.Create("B", [], [], (context, _) =>
            {
                context.Logger.LogInformation("from B");
                return Task.CompletedTask;
            })]);

        Assert.Equal(["Run shop-test, task A"], _log.Lines.Single(line => line.Text == "from A").Scopes);
        Assert.Equal(["Run shop-test, task B"], _log.Lines.Single(line => line.Text == "from B").Scopes);
        Assert.Empty(_log.Lines[0].Scopes);
        Assert.Empty(_log.Lines[^1].Scopes);
    }

    [Fact]
    public async Task Log_OfAFailure_HasTheErrorWithItsExceptionAndWhatIsSkipped()
    {
        var boom = new InvalidOperationException("boom");

        await RunAsync([
            EtlTask.Create("Load", [], [Raw], (_, _) => throw boom, new TaskPolicy { MaxAttempts = 2, FirstRetryDelay = TimeSpan.Zero }),
            EtlTask.Create("Report", [Raw], [], (_, _) => Task.CompletedTask)]);

        Assert.Equal(
            """
            Run shop-test of shop: 2 tasks in this order: Load -> Report
            Run shop-test: Load started, attempt 1
            Run shop-test: Load failed in attempt 1 of 2 and is tried again in 0 ms: boom
            Run shop-test: Load started, attempt 2
            Run shop-test: Load failed in attempt 2 after 0 ms: boom
            Run shop-test: Report skipped, since Load did not succeed
            Run shop-test of shop ended: Failed in 0 ms
            """,
            string.Join('\n', _log.Texts));
        Assert.Equal(
            [(LogLevel.Warning, boom), (LogLevel.Error, boom)],
            _log.Lines.Where(line => line.Exception is not null).Select(line => (line.Level, (InvalidOperationException)line.Exception!)));
    }

    [Fact]
    public async Task Log_OfACancelledRun_SaysSo()
    {
        using var cancellation = new CancellationTokenSource();
        var run = RunAsync(
            [EtlTask.Create("Load", [], [Raw], async (_, cancellationToken) =>
            {
                await cancellation.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            })],
            cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(["Run shop-test: Load cancelled in attempt 1 after 0 ms", "Run shop-test of shop ended: Cancelled in 0 ms"], _log.Texts.TakeLast(2));
    }

    private Task<RunResult> RunAsync(IEnumerable<TaskNode> tasks, CancellationToken cancellationToken = default) =>
        new Orchestrator(JobContext.ForTest("shop"), tasks, loggerFactory: _log).RunAsync(timeProvider: _clock, cancellationToken: cancellationToken);
}
