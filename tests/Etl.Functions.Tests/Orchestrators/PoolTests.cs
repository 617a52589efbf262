using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.Snapshots;
using Async = System.Threading.Tasks.Task;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class PoolTests
{
    [Fact]
    public async Task Task_WithoutASlot_IsAskedAgainLaterAndLater_AsTheSameAttempt()
    {
        var run = new ScriptedOrchestration(Of(InPool("A")) with { Pools = Slots(1) });
        var asked = 0;
        run.RunTask = input => Async.FromResult(++asked <= 7 ? TaskOutcome.NotRun(input.Task, RunStatus.Pending) : Succeeded(input));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([1, 2, 4, 8, 16, 32, 60], Waits(run));
        Assert.All(run.Attempts, input => Assert.Equal(1, input.Attempt));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task Task_ThatWaitsForASlot_LeavesTheRunsTurnsToOthers()
    {
        var run = new ScriptedOrchestration(Of(InPool("A"), Task("B")) with { Pools = Slots(1), Parallelism = 1 });
        run.RunTask = input => Async.FromResult(input.Task == "A" && run.Attempts.All(other => other.Task == "A") ? TaskOutcome.NotRun(input.Task, RunStatus.Pending) : Succeeded(input));

        await run.RunPipelineAsync();

        Assert.Equal(["A", "B", "A"], run.Attempts.Select(input => input.Task));
    }

    [Fact]
    public async Task TasksOfOneRun_DoNotAskForMoreSlotsThanThereAre()
    {
        var run = new ScriptedOrchestration(Of(InPool("A"), InPool("B"), InPool("C"), Task("Free")) with { Pools = Slots(2) });
        var inPool = 0;
        run.RunTask = async input =>
        {
            Assert.InRange(inPool += input.Task == "Free" ? 0 : 1, 0, 2);
            await run.AfterAsync(TimeSpan.FromMinutes(1), true);
            inPool -= input.Task == "Free" ? 0 : 1;
            return Succeeded(input);
        };

        await run.RunPipelineAsync();

        Assert.Equal(["A", "B", "Free", "C"], run.Attempts.Select(input => input.Task));
    }

    [Fact]
    public async Task Cancel_WhileATaskWaitsForASlot_EndsTheRunAtOnce()
    {
        var run = new ScriptedOrchestration(Of(InPool("A")) with { Pools = Slots(1) }) { RunTask = input => Async.FromResult(TaskOutcome.NotRun(input.Task, RunStatus.Pending)) };
        run.Cancel(after: TimeSpan.FromSeconds(100));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(RunEndingKind.Cancel, run.Finish.Ending);
        Assert.Equal(start.AddSeconds(100), run.Calls[^1].At);
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task ChildrenOfAWideLevel_ShareTheSlotsAndTheParallelism()
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(1, 10).Select(i => InPool($"T{i}"))]) with { MaxFanOut = 2, Parallelism = 9, Pools = Slots(3) });

        await run.RunPipelineAsync();

        Assert.Equal([1, 1, 1, 1, 1], run.Inputs<Functions.Orchestrators.ChunkInput>().Select(chunk => chunk.Parallelism));
        Assert.All(run.Inputs<Functions.Orchestrators.ChunkInput>(), chunk => Assert.Equal(1, chunk.Pools!["warehouse"]));
    }

    [Fact]
    public async Task MoreChildrenThanTheRunMayHaveTasks_RunOneAfterAnother()
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(1, 8).Select(i => Task($"T{i}"))]) with { MaxFanOut = 2, Parallelism = 2 });
        var running = 0;
        var all = run.RunChunk;
        run.RunChunk = async (input, id) =>
        {
            Assert.InRange(++running, 1, 2);
            Assert.Equal(1, input.Parallelism);
            await run.AfterAsync(TimeSpan.FromMinutes(1), true);
            running--;
            return await all(input, id);
        };

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(4, run.Inputs<Functions.Orchestrators.ChunkInput>().Count());
    }

    private static TaskDescriptor InPool(string name) => Task(name) with { Policy = Policy with { Pools = ["warehouse"] } };

    private static SortedDictionary<string, int> Slots(int slots) => new(StringComparer.Ordinal) { ["warehouse"] = slots };

    private static IEnumerable<int> Waits(ScriptedOrchestration run)
    {
        var times = run.Calls.Where(call => call.Input is RunTaskInput).Select(call => call.At).ToList();
        return times.Zip(times.Skip(1), (before, after) => (int)(after - before).TotalSeconds);
    }
}
