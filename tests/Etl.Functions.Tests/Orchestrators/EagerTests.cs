using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;
using Async = System.Threading.Tasks.Task;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class EagerTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Task_BeginsWhenItsOwnInputsAreThere_NotWhenTheLevelBeforeHasEnded()
    {
        var run = new ScriptedOrchestration(Eager(Task("Slow"), Task("Quick"), Task("AfterQuick", "Quick"), Task("AfterBoth", "Slow", "AfterQuick")));
        run.RunTask = input => run.AfterAsync(input.Task == "Slow" ? 10 * Minute : Minute, Succeeded(input));
        var start = run.Now;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([("Slow", 0), ("Quick", 0), ("AfterQuick", 1), ("AfterBoth", 10)], Begun(run, start));
        Assert.Equal([Version("Slow"), Version("AfterQuick")], run.Attempts.Last().Inputs);
        Assert.Empty(run.OpenTimers);
        Assert.Equal(0, run.OpenWaits);
    }

    [Fact]
    public async Task Failure_SkipsAllThatDependsOnIt_AndNothingElse()
    {
        var run = new ScriptedOrchestration(Eager(Task("A"), Task("B", "A"), Task("C", "B"), Task("D"), Task("E", "D"), Task("F", "C", "E")));
        run.RunTask = input => Async.FromResult(input.Task == "A" ? Failed(input, isRetryable: false) : Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal([("A", RunStatus.Failed), ("B", RunStatus.Skipped), ("C", RunStatus.Skipped), ("F", RunStatus.Skipped)], NotSucceeded(run));
        Assert.Equal(["A", "D", "E"], run.Attempts.Select(input => input.Task));
    }

    [Fact]
    public async Task FailureOfALongChain_SkipsItWithoutRecursion()
    {
        const int Tasks = 50_000;
        var run = new ScriptedOrchestration(Eager([Task("T0"), .. Enumerable.Range(1, Tasks - 1).Select(i => Task($"T{i}", $"T{i - 1}"))]))
        {
            RunTask = input => Async.FromResult(Failed(input, isRetryable: false)),
        };

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(Tasks, run.Finish.NotSucceeded.Count);
        Assert.Single(run.Attempts);
    }

    [Fact]
    public async Task Failure_WithOnFailureStop_StartsNothingMore()
    {
        var run = new ScriptedOrchestration(Eager(Task("Bad"), Task("Good"), Task("AfterGood", "Good")) with { OnFailure = FailureMode.Stop });
        run.RunTask = input => run.AfterAsync(input.Task == "Bad" ? Minute : 2 * Minute, input.Task == "Bad" ? Failed(input, isRetryable: false) : Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["Bad", "Good"], run.Attempts.Select(input => input.Task));
        Assert.Equal([("Bad", RunStatus.Failed), ("AfterGood", RunStatus.Skipped)], NotSucceeded(run));
    }

    [Fact]
    public async Task Cancel_StopsWhatRunsWithinTheGrace_AndStartsNothingMore()
    {
        var run = new ScriptedOrchestration(Eager(Task("Ends"), Task("Hangs"), Task("AfterEnds", "Ends"), Task("Last", "AfterEnds")));
        run.RunTask = input => input.Task == "Hangs" ? Never<TaskOutcome>() : run.AfterAsync(Minute, Succeeded(input));
        run.Cancel(after: Minute + TimeSpan.FromSeconds(30));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(["Ends", "Hangs", "AfterEnds"], run.Attempts.Select(input => input.Task));
        Assert.Equal([("Hangs", RunStatus.Cancelled), ("AfterEnds", RunStatus.Cancelled), ("Last", RunStatus.Cancelled)], NotSucceeded(run));
        Assert.Equal(RunEndingKind.Cancel, run.Finish.Ending);
        Assert.Equal(start + Minute + TimeSpan.FromSeconds(40), run.Calls[^1].At);
    }

    [Fact]
    public async Task OfTasksThatWaitForTheirTurn_TheOneOnTheLongestPathGoesFirst()
    {
        var run = new ScriptedOrchestration(Eager(Task("First"), Task("Short", "First"), Task("Long", "First"), Task("Longer", "Long"), Task("Longest", "Longer")) with { Parallelism = 1 });
        run.RunTask = input => run.AfterAsync(Minute, Succeeded(input));

        await run.RunPipelineAsync();

        // Short and Longest are equally near to the end: then the run order counts, which is Short, Long, ... as they were given.
        Assert.Equal(["First", "Long", "Longer", "Short", "Longest"], run.Attempts.Select(input => input.Task));
    }

    [Fact]
    public async Task Task_ThatWaitsForItsRetry_LeavesItsTurnToOthers()
    {
        var run = new ScriptedOrchestration(Eager(Task("Again"), Task("Other")) with { Parallelism = 1 });
        run.RunTask = input => run.AfterAsync(TimeSpan.FromSeconds(1), input is { Task: "Again", Attempt: 1 } ? Failed(input, isRetryable: true) : Succeeded(input));

        await run.RunPipelineAsync();

        Assert.Equal([("Again", 1), ("Other", 1), ("Again", 2)], run.Attempts.Select(input => (input.Task, input.Attempt)));
    }

    [Fact]
    public async Task LostTask_IsGivenUp_AndItsTurnIsFree()
    {
        var run = new ScriptedOrchestration(Eager(Task("Lost"), Task("Other")) with { Parallelism = 1 });
        run.RunTask = input => input.Task == "Lost" ? Never<TaskOutcome>() : Async.FromResult(Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal([("Lost", RunStatus.Failed)], NotSucceeded(run));
        Assert.Equal(["Lost", "Other"], run.Attempts.Select(input => input.Task));
    }

    [Fact]
    public void AnyGraph_RunsEachTaskOnce_AfterItsUpstream_AndNeverMoreThanItsParallelismAtATime()
    {
        var graphs = from seed in ArbMap.Default.GeneratorFor<int>()
                     from size in Gen.Choose(1, 40)
                     from parallelism in Gen.Choose(1, 6)
                     select (seed, size, parallelism);
        Prop.ForAll(Arb.From(graphs), graph => RunsRight(graph.seed, graph.size, graph.parallelism)).QuickCheckThrowOnFailure();
    }

    private static void RunsRight(int seed, int size, int parallelism)
    {
        // Seeded, so that FsCheck can repeat it; no secret is made of it.
#pragma warning disable CA5394
        var random = new Random(seed);
        var tasks = Enumerable.Range(0, size).Select(i => Task($"T{i}", [.. Enumerable.Range(0, i).Where(_ => random.NextDouble() < 2.0 / size).Select(j => $"T{j}")])).ToArray();
        var run = new ScriptedOrchestration(Eager(tasks) with { Parallelism = parallelism });
        var running = 0;
        var ended = new HashSet<string>(StringComparer.Ordinal);
        run.RunTask = async input =>
        {
            Assert.Subset(ended, tasks.Single(task => task.Name == input.Task).Requires.ToHashSet(StringComparer.Ordinal));
            Assert.InRange(++running, 1, parallelism);
            await run.AfterAsync(TimeSpan.FromSeconds(random.Next(1, 100)), true);
            running--;
            ended.Add(input.Task);
            return Succeeded(input);
        };
#pragma warning restore CA5394

        var outcome = run.RunPipelineAsync().GetAwaiter().GetResult();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(tasks.Select(task => task.Name).Order(StringComparer.Ordinal), run.Attempts.Select(input => input.Task).Order(StringComparer.Ordinal));
    }

    private static RunSnapshot Eager(params TaskDescriptor[] tasks) => Of(tasks) with { Scheduling = RunScheduling.Eager };

    private static IEnumerable<(string, int)> Begun(ScriptedOrchestration run, DateTime start) =>
        run.Calls.Where(call => call.Input is RunTaskInput).Select(call => (((RunTaskInput)call.Input!).Task, (int)(call.At - start).TotalMinutes));

    private static IEnumerable<(string, RunStatus)> NotSucceeded(ScriptedOrchestration run) => run.Finish.NotSucceeded.Select(task => (task.Task, task.Status));
}
