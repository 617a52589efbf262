using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Starts the tasks of a level at the same time, and the next level when all of them have ended. Wide levels are split over children.</summary>
internal sealed class LevelSchedule(TaskOrchestrationContext context, RunSnapshot snapshot, IReadOnlyList<IReadOnlyList<TaskDescriptor>> levels, TaskLedger ledger, Action reportProgress) : ISchedule
{
    private readonly Turns _turns = new(snapshot.Parallelism, snapshot.Pools, snapshot.AsksInLine ? DurableWait.In(context) : null);

    public async Task RunAsync(Task cancel, int epoch)
    {
        for (var level = 1; level <= levels.Count; level++)
        {
            if (cancel.IsCompleted || ledger.HasStopped)
            {
                break;
            }

            if (Begin(level) is { Count: > 0 } ready)
            {
                reportProgress();
                await RunLevelAsync(ready, level, cancel, epoch);
            }
        }

        ledger.SettleRest(ledger.WasCancelled || cancel.IsCompleted ? RunStatus.Cancelled : RunStatus.Skipped);
    }

    private List<ReadyTask> Begin(int level)
    {
        var ready = new List<ReadyTask>();
        foreach (var task in levels[level - 1])
        {
            if (ledger.Ready(task) is { } begun)
            {
                ledger.Begin(begun, level);
                ready.Add(begun);
            }
            else
            {
                ledger.Settle(TaskOutcome.NotRun(task.Name, RunStatus.Skipped));
            }
        }

        return ready;
    }

    private async Task RunLevelAsync(List<ReadyTask> ready, int level, Task cancel, int epoch)
    {
        if (ReadyUnits.Of(ready).Count <= snapshot.MaxFanOut)
        {
            await RunHereAsync(ready, cancel);
            return;
        }

        ChunkFanOut? children = null;
        children = new ChunkFanOut(context, snapshot, epoch, level, outcomes => Settle(outcomes, children!.BeginNoMore));
        foreach (var outcome in await children.RunAsync(ready, cancel))
        {
            ledger.Settle(outcome);
        }
    }

    private async Task RunHereAsync(List<ReadyTask> ready, Task cancel)
    {
        TaskRunner? runner = null;
        runner = new TaskRunner(context, snapshot.RunId, _turns, ready.Select(task => task.Task.Policy), outcome => Settle([outcome], runner!.BeginNoMore));
        runner.Start(ready);
        await runner.EndAsync(cancel, snapshot.CancelGrace);
    }

    private void Settle(IReadOnlyList<TaskOutcome> outcomes, Action beginNoMore)
    {
        foreach (var outcome in outcomes)
        {
            ledger.Settle(outcome);
        }

        if (ledger.HasStopped)
        {
            beginNoMore();
        }

        reportProgress();
    }
}
