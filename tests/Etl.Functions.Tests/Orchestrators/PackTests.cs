using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;
using Async = System.Threading.Tasks.Task;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class PackTests
{
    private static readonly TaskDescriptor[] Five = [.. Enumerable.Range(1, 5).Select(i => Task($"T{i}"))];

    [Fact]
    public async Task TasksOfAPack_RunInOneActivity_AndTheOthersByThemselves()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1], [3, 4]], Five));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(["PinInputs", "[T1 T2]", "T3", "[T4 T5]", "PublishRun", "FinishRun"], run.Names);
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task TaskOfAPack_GetsItsOwnInputsAndPlace_AndItsOutputsGoOn()
    {
        var run = new ScriptedOrchestration(Packed([[1, 2]], Task("First"), Task("A", "First"), Task("B", "First"), Task("Last", "A", "B")));

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "First", "[A B]", "Last", "PublishRun", "FinishRun"], run.Names);
        var pack = run.Inputs<RunPackInput>().Single();
        Assert.Equal([("A", 0), ("B", 1)], pack.Tasks.Select(task => (task.Task, task.Place)));
        Assert.All(pack.Tasks, task => Assert.Equal([Version("First")], task.Inputs));
        Assert.Equal([Version("A"), Version("B")], run.Attempts.Last().Inputs);
    }

    [Fact]
    public async Task TaskOfAPack_WhoseUpstreamFailed_IsLeftOut()
    {
        var run = new ScriptedOrchestration(Packed([[2, 3]], Task("Bad"), Task("Good"), Task("AfterBad", "Bad"), Task("AfterGood", "Good")));
        run.RunTask = input => Async.FromResult(input.Task == "Bad" ? Failed(input, isRetryable: false) : Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Contains("[AfterGood]", run.Names);
        Assert.Equal([("Bad", RunStatus.Failed), ("AfterBad", RunStatus.Skipped)], NotSucceeded(run));
    }

    [Fact]
    public async Task TaskThatFailedForNow_IsTriedAgainByItself_AfterItsDelay()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1, 2]], Five[..3]));
        var all = run.RunPack;
        run.RunPack = async input => [.. (await all(input)).Select(outcome => outcome.Task == "T2" ? Failed(new RunTaskInput(TheRun, "T2", 1, false, []), isRetryable: true) : outcome)];
        var start = run.Now;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(["PinInputs", "[T1 T2 T3]", "T2", "PublishRun", "FinishRun"], run.Names);
        Assert.Equal((2, start + Policy.FirstRetryDelay), (run.Attempts.Single().Attempt, run.Calls[2].At));
        Assert.Equal(3, run.Progress[^1].Succeeded);
    }

    [Fact]
    public async Task LastAttempt_IsSaidToBeThat()
    {
        var once = Policy with { MaxAttempts = 1 };
        var run = new ScriptedOrchestration(Packed([[0, 1]], Task("Once") with { Policy = once }, Task("Thrice")));

        await run.RunPipelineAsync();

        Assert.Equal([true, false], run.Inputs<RunPackInput>().Single().Tasks.Select(task => task.IsLastAttempt));
    }

    [Fact]
    public async Task LostPack_IsGivenUpAsOne()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], Five[..3])) { RunPack = _ => Never<IReadOnlyList<TaskOutcome>>() };

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal([("T1", RunStatus.Failed), ("T2", RunStatus.Failed)], NotSucceeded(run));
        Assert.Equal(["T1", "T2"], run.Inputs<AbandonPackInput>().Single().Tasks);
        Assert.Empty(run.Inputs<AbandonTaskInput>());
    }

    [Fact]
    public async Task PackThatIsNotLost_IsWaitedForAgain()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], Five[..2])) { AbandonPack = _ => Async.FromResult<IReadOnlyList<TaskOutcome>>([]) };
        var all = run.RunPack;
        run.RunPack = async input =>
        {
            await run.AfterAsync(Backstops.Of([Policy]) * 2, true);
            return await all(input);
        };

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Single(run.Inputs<AbandonPackInput>());
    }

    /// <summary>Workers are so busy that the pack is run after its backstop, and its question queues behind it.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(120)]
    public async Task TaskThatTheRecordLeftOpen_GoesOn_WhenThePackIsAbandonedAfterItsAnswer(int secondsLater)
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], [.. Five[..2], Task("After", "T2")]));
        var answer = run.Now + Backstops.Of([Policy]) + TimeSpan.FromMinutes(1);
        run.RunPack = input => run.AfterAsync(answer - run.Now, FailedForNow(input.Tasks.Select(task => task.Task), "T2"));
        run.AbandonPack = input => run.AfterAsync(answer.AddSeconds(secondsLater) - run.Now, FailedForNow(input.Tasks, "T2"));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(5), Succeeded(input));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Single(run.Inputs<AbandonPackInput>());
        Assert.Equal([("T2", 2), ("After", 1)], run.Attempts.Select(input => (input.Task, input.Attempt)));
        Assert.Empty(run.OpenTimers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TaskThatTheRecordLeftOpen_GoesOnOnce_WhenThePackIsAbandonedBeforeItsAnswer(bool isAnswerLost)
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], [.. Five[..2], Task("After", "T2")]));
        run.RunPack = async input =>
        {
            await run.AfterAsync(Backstops.Of([Policy]) + TimeSpan.FromMinutes(1), true);
            return isAnswerLost ? throw Lost("RunPack") : FailedForNow(input.Tasks.Select(task => task.Task), "T2");
        };
        run.AbandonPack = input => Async.FromResult(FailedForNow(input.Tasks, "T2"));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(5), Succeeded(input));

        var outcome = await run.RunPipelineAsync();
        run.RunDry();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([("T2", 2), ("After", 1)], run.Attempts.Select(input => (input.Task, input.Attempt)));
    }

    [Fact]
    public async Task AbandonPack_ThatIsLost_EndsNoTaskOfAPackThatHasAnswered()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], Five[..2])) { AbandonPack = _ => throw Lost("AbandonPack") };
        run.RunPack = input => run.AfterAsync(Backstops.Of([Policy]) + TimeSpan.FromSeconds(20), FailedForNow(input.Tasks.Select(task => task.Task), "T2"));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(Activity.MaxCalls, run.Inputs<AbandonPackInput>().Count());
        Assert.Equal(2, run.Attempts.Single().Attempt);
    }

    [Fact]
    public async Task PackThatWaitsForItsTurn_IsNotAbandoned()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1], [2, 3]], Five[..4]) with { Parallelism = 2 }) { AbandonPack = _ => Async.FromResult<IReadOnlyList<TaskOutcome>>([]) };
        var all = run.RunPack;
        run.RunPack = async input => await run.AfterAsync(Backstops.Of([Policy]) * 1.2, await all(input));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([0], run.Inputs<AbandonPackInput>().Select(pack => pack.Pack));
    }

    [Fact]
    public async Task PackThatInfrastructureFails_FailsItsTasks()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], [.. Five[..3], Task("After", "T3")])) { RunPack = _ => throw Lost("RunPack") };

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal([("T1", RunStatus.Failed), ("T2", RunStatus.Failed)], NotSucceeded(run));
        Assert.Equal(Activity.MaxCalls, run.Inputs<RunPackInput>().Count());
        Assert.Contains("After", run.Names);
    }

    [Fact]
    public async Task Cancel_EndsAPackThatDoesNotStop_AfterTheGrace()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1]], [.. Five[..2], Task("After", "T1")])) { RunPack = _ => Never<IReadOnlyList<TaskOutcome>>() };
        run.Cancel(after: TimeSpan.FromSeconds(5));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal([("T1", RunStatus.Cancelled), ("T2", RunStatus.Cancelled), ("After", RunStatus.Cancelled)], NotSucceeded(run));
        Assert.Equal(start.AddSeconds(15), run.Calls[^1].At);
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task Pack_CountsAsAllItsTasks_ForTheParallelismOfTheRun()
    {
        var run = new ScriptedOrchestration(Packed([[0, 1], [2, 3]], Five) with { Parallelism = 3 });
        var running = 0;
        async Task<T> CountedAsync<T>(int tasks, T result)
        {
            Assert.InRange(running += tasks, 1, 3);
            await run.AfterAsync(TimeSpan.FromMinutes(1), true);
            running -= tasks;
            return result;
        }

        var all = run.RunPack;
        run.RunPack = async input => await CountedAsync(input.Tasks.Count, await all(input));
        run.RunTask = input => CountedAsync(1, Succeeded(input));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
    }

    [Fact]
    public async Task WideLevel_IsSplitByActivities_AndNoPackIsTornApart()
    {
        var tasks = Enumerable.Range(0, 12).Select(i => Task($"T{i}")).ToArray();
        var run = new ScriptedOrchestration(Packed([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]], tasks) with { MaxFanOut = 2, Parallelism = 7 });

        await run.RunPipelineAsync();

        Assert.Equal([6, 6], run.Inputs<ChunkInput>().Select(chunk => chunk.Tasks.Count));
        Assert.All(run.Inputs<ChunkInput>(), chunk => Assert.Equal(3, chunk.Parallelism));
        Assert.All(run.Inputs<ChunkInput>().SelectMany(chunk => chunk.Tasks), task => Assert.NotNull(task.InPack));
    }

    private static RunSnapshot Packed(IReadOnlyList<IReadOnlyList<int>> packs, params TaskDescriptor[] tasks) => Of(tasks) with { Packs = packs };

    private static IReadOnlyList<TaskOutcome> FailedForNow(IEnumerable<string> tasks, string failed) =>
        [.. tasks.Select(task => new RunTaskInput(TheRun, task, 1, false, [])).Select(input => input.Task == failed ? Failed(input, isRetryable: true) : Succeeded(input))];

    private static IEnumerable<(string, RunStatus)> NotSucceeded(ScriptedOrchestration run) => run.Finish.NotSucceeded.Select(task => (task.Task, task.Status));
}
