using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class RetryTests
{
    [Fact]
    public async Task RetryableFailure_IsTriedAgainAfterItsDelaysWithTheNextAttemptNumber()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(input.Attempt < 3 ? Failed(input, isRetryable: true) : Succeeded(input));
        var start = run.Now;

        var outcome = await run.RunPipelineAsync();

        Assert.Equal([(1, false), (2, false), (3, true)], run.Attempts.Select(input => (input.Attempt, input.IsLastAttempt)));
        Assert.Equal([start, start.AddSeconds(10), start.AddSeconds(10 + 20)], run.Calls.Where(call => call.Input is RunTaskInput).Select(call => call.At));
        Assert.Equal(RunStatus.Succeeded, outcome.Status);
    }

    [Fact]
    public async Task RetryableFailure_OfTheLastAttempt_IsTheOutcome()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: true));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(3, run.Attempts.Count());
        Assert.Equal((RunStatus.Failed, 3, "attempt 3 broke"), Only(run.Finish.NotSucceeded));
    }

    [Fact]
    public async Task PermanentFailure_IsNotTriedAgain()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: false));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal((RunStatus.Failed, 1, "attempt 1 broke"), Only(run.Finish.NotSucceeded));
    }

    [Fact]
    public async Task SingleAttempt_IsTheLastOne()
    {
        var run = new ScriptedOrchestration(Of(Task("A") with { Policy = Policy with { MaxAttempts = 1 } }));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: true));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.True(Assert.Single(run.Attempts).IsLastAttempt);
    }

    [Fact]
    public async Task TaskThatWaitsForItsNextAttempt_DoesNotHoldUpTheOthersOfItsLevel()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(input is { Task: "A", Attempt: 1 } ? Failed(input, isRetryable: true) : Succeeded(input));

        await run.RunPipelineAsync();

        Assert.Equal([("A", 1), ("B", 1), ("A", 2)], run.Attempts.Select(input => (input.Task, input.Attempt)));
    }

    [Fact]
    public async Task LostActivity_IsCalledAgainWithoutCostingAnAttempt()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => run.Attempts.Count() <= 3 ? throw Lost("RunTask") : System.Threading.Tasks.Task.FromResult(Succeeded(input));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal([1, 1, 1, 1], run.Attempts.Select(input => input.Attempt));
        Assert.Equal([0, 2, 2 + 6, 2 + 6 + 18], run.Calls.Where(call => call.Input is RunTaskInput).Select(call => (call.At - start).TotalSeconds));
    }

    [Fact]
    public async Task ActivityThatIsLostAgainAndAgain_EndsAsAFailedTaskOfTheRun()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "A")));
        run.RunTask = input => input.Task == "A" ? throw Lost("RunTask") : System.Threading.Tasks.Task.FromResult(Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(4, run.Attempts.Count(input => input.Task == "A"));
        var failed = run.Finish.NotSucceeded[0];
        Assert.Equal(("A", RunStatus.Failed, 1, "LostInfrastructure"), (failed.Task, failed.Status, failed.Attempt, failed.Error!.Type));
        Assert.Contains("'RunTask' failed 4 times", failed.Error.Message, StringComparison.Ordinal);
        Assert.Contains("disk: gone", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal([("A", RunStatus.Failed), ("C", RunStatus.Skipped)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
    }

    [Fact]
    public async Task BudgetOfLostActivities_IsFreshForEachAttempt()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        var calls = 0;
        run.RunTask = input => (++calls % 3, input.Attempt) switch
        {
            (1 or 2, _) => throw Lost("RunTask"),
            (_, < 3) => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: true)),
            _ => System.Threading.Tasks.Task.FromResult(Succeeded(input)),
        };

        var outcome = await run.RunPipelineAsync();

        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3], run.Attempts.Select(input => input.Attempt));
        Assert.Equal(RunStatus.Succeeded, outcome.Status);
    }

    [Fact]
    public async Task PinInputs_ThatIsLostAgainAndAgain_EndsTheRunAsFailed()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { PinInputs = () => throw Lost("PinInputs") };

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["PinInputs", "PinInputs", "PinInputs", "PinInputs", "FinishRun"], run.Names);
        Assert.Equal((RunEndingKind.Fail, "LostInfrastructure"), (run.Finish.Ending, run.Finish.Error!.Type));
    }

    private static (RunStatus Status, int Attempt, string? Error) Only(IReadOnlyList<TaskOutcome> outcomes)
    {
        var outcome = Assert.Single(outcomes);
        return (outcome.Status, outcome.Attempt, outcome.Error?.Message);
    }
}
