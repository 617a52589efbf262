using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
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

    [Theory]
    [InlineData(1, 1)]
    [InlineData(50, 1)]
    [InlineData(50, 4)]
    public async Task TasksThatWaitForASlot_AskAsOftenAsOneWould_AndAllRunWhenItIsFree(int tasks, int slots)
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(1, tasks).Select(i => InPool($"T{i}"))]) with { Pools = Slots(slots) });
        var free = run.Now.AddHours(1);
        var store = new PoolStore(run, Slots(slots)) { Others = _ => run.Now < free ? slots : 0 };
        run.RunTask = input => store.RunAsync(input, ["warehouse"], TimeSpan.FromMinutes(1));
        run.AbandonTask = NotLost;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal((RunStatus.Succeeded, tasks), (outcome.Status, run.Progress[^1].Succeeded));
        Assert.InRange(run.Calls.Count(call => call.Input is RunTaskInput && call.At < free), 60, 65 + slots);
        Assert.Equal((tasks, slots), (run.Attempts.Count() - store.Refused, store.MostAtATime));
        Assert.InRange(run.Now, free, free.AddMinutes(3 + (tasks / slots)));
        Assert.All(run.Attempts, input => Assert.Equal(1, input.Attempt));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task SlotThatATaskOfTheRunGivesBack_IsAskedForAtOnce()
    {
        var run = new ScriptedOrchestration(Of(InPool("A"), InPool("B"), InPool("C")) with { Pools = Slots(2) });
        var store = new PoolStore(run, Slots(1));
        run.RunTask = input => store.RunAsync(input, ["warehouse"], TimeSpan.FromMinutes(10));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(start.AddMinutes(30), run.Now);
        Assert.InRange(store.Refused, 2, 40);
    }

    [Fact]
    public async Task TasksOfSeveralPools_HoldUpNobodyWhoseSlotsAreFree()
    {
        string[] both = ["api", "warehouse"];
        string[] warehouse = ["warehouse"];
        var pools = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["api"] = 1, ["warehouse"] = 1 };
        var policyOf = Enumerable.Range(0, 20).ToDictionary(i => $"T{i}", i => i % 2 == 0 ? both : warehouse);
        var run = new ScriptedOrchestration(Of([.. policyOf.Select(task => Task(task.Key) with { Policy = Policy with { Pools = task.Value } })]) with { Pools = pools });
        var free = run.Now.AddHours(1);
        var store = new PoolStore(run, pools) { Others = pool => pool == "api" && run.Now < free ? 1 : 0 };
        var ended = new Dictionary<string, DateTime>();
        run.RunTask = async input =>
        {
            var outcome = await store.RunAsync(input, policyOf[input.Task], TimeSpan.FromMinutes(1));
            ended[input.Task] = run.Now;
            return outcome;
        };
        run.AbandonTask = NotLost;
        var start = run.Now;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(start.AddMinutes(10), ended.Where(task => policyOf[task.Key] == warehouse).Max(task => task.Value));
        Assert.InRange(run.Now, free, free.AddMinutes(11));
        Assert.InRange(store.Refused, 60, 80);
    }

    [Fact]
    public async Task Cancel_WhileManyTasksWaitForASlot_EndsThemAsNotRun()
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(1, 50).Select(i => InPool($"T{i}"))]) with { Pools = Slots(2) }) { RunTask = input => Async.FromResult(TaskOutcome.NotRun(input.Task, RunStatus.Pending)) };
        run.Cancel(after: TimeSpan.FromMinutes(30));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(start.AddMinutes(30), run.Now);
        Assert.Equal(50, run.Finish.NotSucceeded.Count);
        Assert.All(run.Finish.NotSucceeded, task => Assert.Equal((RunStatus.Cancelled, 0), (task.Status, task.Attempt)));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task NextLevel_AsksAnew()
    {
        var run = new ScriptedOrchestration(Of(InPool("A"), InPool("B") with { Requires = ["A"] }, InPool("C") with { Requires = ["A"] }) with { Pools = Slots(2) });
        var free = run.Now.AddMinutes(30);
        var store = new PoolStore(run, Slots(2)) { Others = _ => run.Now < free ? 2 : 0 };
        run.RunTask = input => store.RunAsync(input, ["warehouse"], TimeSpan.FromMinutes(1));

        await run.RunPipelineAsync();

        Assert.Equal(run.Calls.First(call => call.Input is RunTaskInput { Task: "B" }).At, run.Calls.First(call => call.Input is RunTaskInput { Task: "C" }).At);
    }

    [Fact]
    public async Task RunFromBeforeThereWereLines_HasEachTaskAskForItself()
    {
        var run = new ScriptedOrchestration(Of(InPool("A"), InPool("B"), InPool("C")) with { Schema = RunSnapshot.SchemaWithPools - 1, Pools = Slots(1) });
        run.RunTask = input => Async.FromResult(run.Attempts.Count() <= 6 ? TaskOutcome.NotRun(input.Task, RunStatus.Pending) : Succeeded(input));

        await run.RunPipelineAsync();

        Assert.Equal(["A", "B", "C", "A", "B", "C", "A", "B", "C"], run.Attempts.Select(input => input.Task));
        Assert.Equal([0, 0, 1, 0, 0, 2, 0, 0], Waits(run));
    }

    [Theory]
    [InlineData(RunSnapshot.SchemaWithPools, true)]
    [InlineData(RunSnapshot.SchemaWithPools - 1, false)]
    public async Task ChildrenOfAWideLevel_AskInLineAsTheirRun(int schema, bool asksInLine)
    {
        var run = new ScriptedOrchestration(Of([.. Enumerable.Range(1, 10).Select(i => InPool($"T{i}"))]) with { Schema = schema, MaxFanOut = 5, Pools = Slots(1) });

        await run.RunPipelineAsync();

        var chunk = run.Inputs<Functions.Orchestrators.ChunkInput>().First();
        Assert.Equal(asksInLine, chunk.AsksInLine);
        var child = new ScriptedOrchestration(chunk, "child");
        child.RunTask = input => Async.FromResult(child.Attempts.Count() <= 5 ? TaskOutcome.NotRun(input.Task, RunStatus.Pending) : Succeeded(input));
        await child.RunChunkAsync();
        Assert.Equal(asksInLine ? 1 : 5, child.Attempts.Take(5).Select(input => input.Task).Distinct().Count());
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

    [Fact]
    public void AnyTasksOfAnyPools_AllRun_AndAskSeldomInVain()
    {
        var cases = from seed in ArbMap.Default.GeneratorFor<int>()
                    from tasks in Gen.Choose(1, 40)
                    select (seed, tasks);
        Prop.ForAll(Arb.From(cases), any => RunsRight(any.seed, any.tasks)).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static void RunsRight(int seed, int size)
    {
        // Seeded, so that FsCheck can repeat it; no secret is made of it.
#pragma warning disable CA5394
        var random = new Random(seed);
        var pools = new SortedDictionary<string, int>(Enumerable.Range(1, 3).ToDictionary(i => $"p{i}", _ => random.Next(1, 5)), StringComparer.Ordinal);
        var tasks = Enumerable.Range(0, size)
            .Select(i => Task($"T{i}", [.. Enumerable.Range(0, i).Where(_ => random.NextDouble() < 1.0 / size).Select(j => $"T{j}")]))
            .Select(task => task with { Policy = Policy with { Pools = [.. pools.Keys.Where(_ => random.Next(2) == 0)] } })
            .ToDictionary(task => task.Name);
        var run = new ScriptedOrchestration(Of([.. tasks.Values]) with
        {
            Pools = pools,
            Parallelism = random.Next(2) == 0 ? null : random.Next(1, 6),
            Scheduling = random.Next(2) == 0 ? RunScheduling.Eager : RunScheduling.Levels,
        });
        var others = pools.Keys.ToDictionary(pool => pool, pool => (Slots: random.Next(pools[pool] + 1), Until: run.Now.AddMinutes(random.Next(200))));
        var store = new PoolStore(run, pools) { Others = pool => run.Now < others[pool].Until ? others[pool].Slots : 0 };
        run.RunTask = async input =>
        {
            await run.AfterAsync(TimeSpan.FromSeconds(random.Next(3)), true);
            var outcome = await store.RunAsync(input, tasks[input.Task].Policy.Pools, TimeSpan.FromSeconds(random.Next(1, 300)));
            return outcome.Status.IsSuccess() && input.Attempt == 1 && random.Next(5) == 0 ? Failed(input, isRetryable: true) : outcome;
        };
        run.AbandonTask = NotLost;
        var start = run.Now;
#pragma warning restore CA5394

        var outcome = run.RunPipelineAsync().GetAwaiter().GetResult();

        Assert.Equal((RunStatus.Succeeded, size), (outcome.Status, run.Progress[^1].Succeeded));
        Assert.Empty(run.OpenTimers);
        var lines = tasks.Values.Select(task => string.Join(' ', task.Policy.Pools)).Distinct().Count();
        Assert.InRange(store.Refused, 0, (12 * (run.Attempts.Count() - store.Refused)) + (lines * (12 + (run.Now - start).TotalMinutes)));
    }

    private static TaskDescriptor InPool(string name) => Task(name) with { Policy = Policy with { Pools = ["warehouse"] } };

    private static Task<TaskOutcome> NotLost(AbandonTaskInput input) => Async.FromResult(TaskOutcome.NotRun(input.Task, RunStatus.Pending));

    private static SortedDictionary<string, int> Slots(int slots) => new(StringComparer.Ordinal) { ["warehouse"] = slots };

    private static IEnumerable<int> Waits(ScriptedOrchestration run)
    {
        var times = run.Calls.Where(call => call.Input is RunTaskInput).Select(call => call.At).ToList();
        return times.Zip(times.Skip(1), (before, after) => (int)(after - before).TotalSeconds);
    }
}
