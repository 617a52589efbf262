using System.Collections.Concurrent;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Activities;

/// <summary>Whoever watches a run sees how many rows a long task has written so far.</summary>
public sealed class ProgressNotesTests : IDisposable
{
    /// <summary>The timeout of the attempt, the look for a cancel request, and the wait for the next note.</summary>
    private const int TimersOfAnAttempt = 3;

    private readonly Bench _bench;
    private readonly ConcurrentQueue<int> _orders = new();
    private readonly SemaphoreSlim _ordered = new(0);
    private readonly SemaphoreSlim _written = new(0);
    private int _notes;

    public ProgressNotesTests()
    {
        _bench = new Bench(new Pipeline("sales", [EtlTask.Create("Slow", [], [Numbers.Of("Slow")], WriteOrdersAsync)]));
        _bench.Store.After = (operation, name) =>
        {
            _notes += operation == "note" && name.Contains("/tasks/", StringComparison.Ordinal) ? 1 : 0;
            return Task.CompletedTask;
        };
    }

    public void Dispose()
    {
        _bench.Dispose();
        _ordered.Dispose();
        _written.Dispose();
    }

    [Fact]
    public async Task Note_OfARunningTask_HasTheRowsSoFarAndTheLastOneSaysHowItEnded()
    {
        var claim = await _bench.ClaimAsync("sales");
        var running = _bench.RunTaskAsync(claim, "Slow");

        await WriteAsync(3);
        await PassAsync(seconds: 2);
        var first = await _bench.NoteAsync(claim, "Slow");
        await WriteAsync(4);
        await PassAsync(seconds: 4);
        var second = (await _bench.Records.ReadRunAsync(claim.Job.RunId, Bench.Cancellation))!.Tasks.Single();
        await WriteAsync(0);

        Assert.Equal(RunStatus.Succeeded, (await running).Status);
        Assert.Equal((RunStatus.Running, 1, 3L), (first!.Status, first.Attempt, first.Rows));
        Assert.Equal((RunStatus.Running, 7L, null), (second.Status, second.Rows, second.DurationMs));
        Assert.Equal((RunStatus.Succeeded, 7L), ((await _bench.NoteAsync(claim, "Slow"))!.Status, (await _bench.NoteAsync(claim, "Slow"))!.Rows));
    }

    [Fact]
    public async Task Notes_OfTenMinutes_AreThoseThatTheRegistryPageCounts()
    {
        var claim = await _bench.ClaimAsync("sales");
        var running = _bench.RunTaskAsync(claim, "Slow");
        for (var second = 0; second < 600; second++)
        {
            await WriteAsync(1);
            await PassAsync(seconds: 1);
        }

        await WriteAsync(0);
        await running;

        Assert.Equal(2 + 39, _notes);
    }

    [Fact]
    public async Task Task_ThatWritesNothing_CostsNoNotes()
    {
        var claim = await _bench.ClaimAsync("sales");
        var running = _bench.RunTaskAsync(claim, "Slow");
        await PassAsync(seconds: 2);
        await PassAsync(seconds: 4);
        await PassAsync(seconds: 8);
        await WriteAsync(0);
        await running;

        Assert.Equal(2, _notes);
    }

    [Fact]
    public async Task StoreThatCantTakeTheNotes_DoesNotFailTheTask()
    {
        var claim = await _bench.ClaimAsync("sales");
        var running = _bench.RunTaskAsync(claim, "Slow");
        await WriteAsync(1);
        _bench.Store.Before = (operation, _) => operation == "note" ? throw FaultyStore.Unreachable : Task.CompletedTask;
        await PassAsync(seconds: 2);
        _bench.Store.Before = null;
        await WriteAsync(0);

        Assert.Equal(RunStatus.Succeeded, (await running).Status);
    }

    /// <summary>Writes as many rows as it is told; 0 ends it.</summary>
    private async Task WriteOrdersAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var output = context.Output(Numbers.Of("Slow"));
        while (true)
        {
            await _ordered.WaitAsync(cancellationToken);
            if (!_orders.TryDequeue(out var rows) || rows == 0)
            {
                return;
            }

            for (var i = 0; i < rows; i++)
            {
                await output.WriteAsync(new Number(i), cancellationToken);
            }

            _written.Release();
        }
    }

    private async Task WriteAsync(int rows)
    {
        _orders.Enqueue(rows);
        _ordered.Release();
        if (rows > 0)
        {
            await _written.WaitAsync(Bench.Cancellation);
        }
    }

    /// <summary>Returns when the note that became due was written, or was found to have nothing new.</summary>
    private async Task PassAsync(int seconds)
    {
        await _bench.Time.WaitForTimersAsync(TimersOfAnAttempt, Bench.Cancellation);
        _bench.Time.Advance(TimeSpan.FromSeconds(seconds));
        await _bench.Time.WaitForTimersAsync(TimersOfAnAttempt, Bench.Cancellation);
    }
}
