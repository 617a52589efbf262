using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class CancelTests
{
    [Fact]
    public async Task Cancel_BeforeTheFirstLevel_RunsNoTask()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "A")));
        run.PinInputs = () =>
        {
            run.Cancel();
            return System.Threading.Tasks.Task.FromResult(new PinInputsResult(1, [], [], false));
        };

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "FinishRun"], run.Names);
        AssertCancelled(run, ("A", RunStatus.Cancelled, 0), ("B", RunStatus.Cancelled, 0));
        Assert.Equal(RunStatus.Cancelled, outcome.Status);
    }

    [Fact]
    public async Task Cancel_WhileALevelRuns_LetsItEndWithinTheGraceAndStartsNoOther()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "A")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromSeconds(65), input.Task == "A" ? Succeeded(input) : Cancelled(input));
        run.Cancel(after: TimeSpan.FromSeconds(60));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "A", "B", "FinishRun"], run.Names);
        Assert.Equal(start.AddSeconds(65), run.Calls[^1].At);
        AssertCancelled(run, ("B", RunStatus.Cancelled, 1), ("C", RunStatus.Cancelled, 0));
    }

    [Fact]
    public async Task Cancel_BetweenLevels_WhenAllOfTheLevelSucceeded_StartsNoOther()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "A")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromSeconds(65), Succeeded(input));
        run.Cancel(after: TimeSpan.FromSeconds(60));

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "A", "FinishRun"], run.Names);
        AssertCancelled(run, ("B", RunStatus.Cancelled, 0));
    }

    [Fact]
    public async Task Cancel_OfTasksThatDoNotStop_IsOverAfterTheGrace()
    {
        var run = new ScriptedOrchestration(Of(Task("Ends"), Task("Hangs"), Task("After", "Ends")));
        run.RunTask = input => input.Task == "Hangs" ? Never<TaskOutcome>() : run.AfterAsync(TimeSpan.FromSeconds(61), Succeeded(input));
        run.Cancel(after: TimeSpan.FromSeconds(60));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(start.AddSeconds(60 + 10), run.Calls[^1].At);
        AssertCancelled(run, ("Hangs", RunStatus.Cancelled, 1), ("After", RunStatus.Cancelled, 0));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task Cancel_WhileATaskWaitsForItsNextAttempt_EndsTheWaitAtOnce()
    {
        var run = new ScriptedOrchestration(Of(Task("A") with { Policy = Policy with { FirstRetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) } }));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: true));
        run.Cancel(after: TimeSpan.FromSeconds(60));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Single(run.Attempts);
        Assert.Equal(start.AddSeconds(60), run.Calls[^1].At);
        AssertCancelled(run, ("A", RunStatus.Cancelled, 1));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task Cancel_WhileALostActivityWaitsForItsNextCall_EndsTheWaitAtOnce()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { RunTask = _ => throw Lost("RunTask") };
        run.Cancel(after: TimeSpan.FromSeconds(5));

        await run.RunPipelineAsync();

        Assert.Equal(2, run.Attempts.Count());
        AssertCancelled(run, ("A", RunStatus.Cancelled, 1));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task AttemptThatFailsWithinTheGrace_IsNotTriedAgain()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromSeconds(65), Failed(input, isRetryable: true));
        run.Cancel(after: TimeSpan.FromSeconds(60));

        await run.RunPipelineAsync();

        Assert.Single(run.Attempts);
        AssertCancelled(run, ("A", RunStatus.Cancelled, 1));
    }

    [Fact]
    public async Task AttemptThatAnswersAfterTheRunHasEnded_IsNotTriedAgain()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(8), Failed(input, isRetryable: true));
        run.Cancel(after: TimeSpan.FromSeconds(60));

        await run.RunPipelineAsync();
        run.RunDry();

        Assert.Equal(["PinInputs", "A", "FinishRun"], run.Names);
    }

    [Fact]
    public async Task Cancel_DuringTheLastLevel_DoesNotPublish()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromSeconds(65), Succeeded(input));
        run.Cancel(after: TimeSpan.FromSeconds(60));

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "A", "FinishRun"], run.Names);
        AssertCancelled(run);
    }

    [Fact]
    public async Task TaskThatSawTheMarkBeforeTheEventCame_CancelsTheRun()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "B")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(input.Task == "A" ? Cancelled(input) : Succeeded(input));

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "A", "B", "FinishRun"], run.Names);
        AssertCancelled(run, ("A", RunStatus.Cancelled, 1), ("C", RunStatus.Cancelled, 0));
    }

    [Fact]
    public async Task Cancel_AfterAFailure_KeepsTheFailureInTheSummary()
    {
        var run = new ScriptedOrchestration(Of(Task("Bad"), Task("Slow"), Task("After", "Bad")));
        run.RunTask = input => input.Task == "Bad" ? System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: false)) : run.AfterAsync(TimeSpan.FromSeconds(65), Cancelled(input));
        run.Cancel(after: TimeSpan.FromSeconds(60));

        await run.RunPipelineAsync();

        AssertCancelled(run, ("Bad", RunStatus.Failed, 1), ("Slow", RunStatus.Cancelled, 1), ("After", RunStatus.Cancelled, 0));
    }

    private static void AssertCancelled(ScriptedOrchestration run, params (string Task, RunStatus Status, int Attempt)[] notSucceeded)
    {
        Assert.Equal(RunEndingKind.Cancel, run.Finish.Ending);
        Assert.Equal(notSucceeded, run.Finish.NotSucceeded.Select(task => (task.Task, task.Status, task.Attempt)));
    }
}
