using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class BackstopTests
{
    private static readonly TimeSpan Backstop = 2 * ((3 * TimeSpan.FromMinutes(10)) + TimeSpan.FromSeconds(10 + 20));

    [Fact]
    public void Backstop_IsTwiceTheLongestTimeThatATaskOfTheLevelCanTake()
    {
        var quick = Task("Quick") with { Policy = TaskPolicy.Once with { Timeout = TimeSpan.FromMinutes(2) } };

        Assert.Equal(Backstop, Backstops.Of([quick.Policy, Task("A").Policy]));
    }

    [Fact]
    public void Backstop_OfShortTasks_IsAMinute()
    {
        var quick = Task("Quick") with { Policy = TaskPolicy.Once with { Timeout = TimeSpan.FromSeconds(1) } };

        Assert.Equal(TimeSpan.FromMinutes(1), Backstops.Of([quick.Policy]));
    }

    [Fact]
    public async Task TaskThatNeverAnswers_IsAbandonedAndOnlyThat()
    {
        var run = new ScriptedOrchestration(Of(Task("Ends"), Task("Lost"), Task("AfterEnds", "Ends"), Task("AfterLost", "Lost")));
        run.RunTask = input => input.Task == "Lost" ? Never<TaskOutcome>() : System.Threading.Tasks.Task.FromResult(Succeeded(input));
        var start = run.Now;

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        var abandoned = Assert.Single(run.Calls, call => call.Input is AbandonTaskInput);
        Assert.Equal(new AbandonTaskInput(TheRun, "Lost", 1, Policy.Timeout), abandoned.Input);
        Assert.Equal(start + Backstop, abandoned.At);
        Assert.Contains("AfterEnds", run.Names);
        Assert.Equal([("Lost", RunStatus.Failed), ("AfterLost", RunStatus.Skipped)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task TaskThatIsNotLost_IsWaitedForAgainForTwiceAsLong()
    {
        var run = new ScriptedOrchestration(Of(Task("Queued")));
        run.RunTask = input => run.AfterAsync(Backstop * 2.5, Succeeded(input));
        run.AbandonTask = input => System.Threading.Tasks.Task.FromResult(TaskOutcome.NotRun(input.Task, RunStatus.Pending));
        var start = run.Now;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([start + Backstop], run.Calls.Where(call => call.Input is AbandonTaskInput).Select(call => call.At));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task TaskThatWasCommittedAfterAll_CountsAsWhatItsRecordSays()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "A"))) { AbandonTask = input => System.Threading.Tasks.Task.FromResult(Succeeded(new RunTaskInput(input.RunId, input.Task, 2, false, []))) };
        run.RunTask = input => input.Task == "A" ? Never<TaskOutcome>() : System.Threading.Tasks.Task.FromResult(Succeeded(input));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([Version("A")], run.Attempts.Single(input => input.Task == "B").Inputs);
    }

    [Fact]
    public async Task LateAnswerOfAnAbandonedTask_IsNotTriedAgain()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B")));
        run.RunTask = input => run.AfterAsync(input.Task == "A" ? Backstop + TimeSpan.FromMinutes(1) : TimeSpan.Zero, Failed(input, isRetryable: input.Task == "A"));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);
        run.RunDry();

        Assert.Equal([("A", 1), ("B", 1)], run.Attempts.Select(input => (input.Task, input.Attempt)));
    }

    [Fact]
    public async Task HostThatWasDownWhenTheTimerWasDue_GivesNobodyUp()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => run.AfterAsync(Backstop * 2, Succeeded(input));
        run.Sleep(until: run.Now + Backstop + TimeSpan.FromHours(8));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Empty(run.Inputs<AbandonTaskInput>());
    }

    [Fact]
    public async Task AbandonTask_ThatIsLostAgainAndAgain_EndsTheTaskAsFailed()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { RunTask = _ => Never<TaskOutcome>(), AbandonTask = _ => throw Lost("AbandonTask") };

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal("LostInfrastructure", Assert.Single(run.Finish.NotSucceeded).Error!.Type);
    }

    [Fact]
    public async Task AbandonTask_ThatIsLostAgainAndAgain_EndsNoTaskThatHasAnswered()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { AbandonTask = _ => throw Lost("AbandonTask") };
        run.RunTask = input => input.Attempt == 1
            ? run.AfterAsync(Backstop + TimeSpan.FromSeconds(20), Failed(input, isRetryable: true))
            : System.Threading.Tasks.Task.FromResult(Succeeded(input));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(Activity.MaxCalls, run.Inputs<AbandonTaskInput>().Count());
    }

    [Fact]
    public async Task LateAnswerOfAnAbandonedTask_IsNotTriedAgain_AndKeepsNoTurn_WhenOthersGoOn()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C"), Task("D", "C")) with { Scheduling = RunScheduling.Eager, Parallelism = 1 });
        run.RunTask = input => input.Task == "A"
            ? run.AfterAsync(input.Attempt == 1 ? Backstop + TimeSpan.FromMinutes(1) : TimeSpan.Zero, Failed(input, isRetryable: input.Attempt == 1))
            : run.AfterAsync(TimeSpan.FromMinutes(5), Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["A", "C", "B", "D"], run.Attempts.Select(input => input.Task));
        Assert.Equal([("A", RunStatus.Failed)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
    }
}
