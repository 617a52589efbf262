using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class LevelTests
{
    [Fact]
    public async Task Run_OfTwoLevels_CallsPinLevelsPublishFinishInThatOrder()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "A", "B")));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "A", "B", "C", "PublishRun", "FinishRun"], run.Names);
        Assert.Equal(new RunOutcome(RunStatus.Succeeded, 3, 0), outcome);
        Assert.Equal(RunEndingKind.Publish, run.Finish.Ending);
        Assert.Empty(run.Finish.NotSucceeded);
    }

    [Fact]
    public async Task Level_WithSeveralTasks_RunsThemAtTheSameTime()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "A")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(5), Succeeded(input));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal([start, start, start.AddMinutes(5)], run.Calls.Where(call => call.Input is RunTaskInput).Select(call => call.At));
    }

    [Fact]
    public async Task NextLevel_WhileATaskOfTheLevelRuns_IsNotStarted()
    {
        var run = new ScriptedOrchestration(Of(Task("Fast"), Task("Slow"), Task("AfterFast", "Fast")));
        run.RunTask = input => run.AfterAsync(TimeSpan.FromMinutes(input.Task == "Slow" ? 9 : 1), Succeeded(input));
        var start = run.Now;

        await run.RunPipelineAsync();

        Assert.Equal(start.AddMinutes(9), run.Calls.Single(call => call.Input is RunTaskInput { Task: "AfterFast" }).At);
    }

    [Fact]
    public async Task Task_WithInputs_IsGivenTheExactVersionsInTheOrderOfItsRequires()
    {
        var external = new VersionId("Rates", "r7", "finance-1", "LoadRates");
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B"), Task("C", "B", "Rates", "A")) with { ExternalModels = ["Rates"] });
        run.PinInputs = () => System.Threading.Tasks.Task.FromResult(new PinInputsResult(1, [external], [], false));

        await run.RunPipelineAsync();

        Assert.Equal([Version("B"), external, Version("A")], run.Attempts.Single(input => input.Task == "C").Inputs);
        Assert.Empty(run.Attempts.First().Inputs);
    }

    [Fact]
    public async Task MissingExternals_StopTheRunBeforeItsFirstTask()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "Rates"), Task("C", "A")) with { ExternalModels = ["Rates", "Hotels"] });
        run.PinInputs = () => System.Threading.Tasks.Task.FromResult(new PinInputsResult(1, [], ["Rates", "Hotels"], false));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["PinInputs", "FinishRun"], run.Names);
        Assert.Equal("MissingExternalModel", run.Finish.Error!.Type);
        Assert.Contains("'Rates', 'Hotels'", run.Finish.Error.Message, StringComparison.Ordinal);
        Assert.Equal([("A", RunStatus.Skipped), ("B", RunStatus.Skipped), ("C", RunStatus.Skipped)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
    }

    [Fact]
    public async Task RunThatHasEnded_ScheduledAgain_RunsNothingAndReportsItsSummary()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.PinInputs = () => System.Threading.Tasks.Task.FromResult(new PinInputsResult(1, [], [], HasEnded: true));
        run.FinishRun = _ => System.Threading.Tasks.Task.FromResult(new FinishRunResult(RunStatus.Succeeded, "as before", 4));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "FinishRun"], run.Names);
        Assert.Equal(new RunOutcome(RunStatus.Succeeded, 1, 4), outcome);
    }

    [Fact]
    public async Task FailedRun_FinishesItsRecordAndThenFailsWithTheSummary()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: false));
        run.FinishRun = _ => System.Threading.Tasks.Task.FromResult(new FinishRunResult(RunStatus.Failed, "Run 'x' failed: 1 of 1 tasks failed (A).", 0));

        var exception = await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal("Run 'x' failed: 1 of 1 tasks failed (A).", exception.Message);
        Assert.Equal(["PinInputs", "A", "FinishRun"], run.Names);
    }

    [Fact]
    public async Task Publish_LostToACancel_FinishesAsCancelled()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        run.PublishRun = () => System.Threading.Tasks.Task.FromResult(RunEndingKind.Cancel);

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunEndingKind.Cancel, run.Finish.Ending);
        Assert.Equal(RunStatus.Cancelled, outcome.Status);
    }

    [Fact]
    public async Task Snapshot_OfANewerSchema_IsRefused()
    {
        var run = new ScriptedOrchestration(Of(Task("A")) with { Schema = RunSnapshot.CurrentSchema + 1 });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(run.RunPipelineAsync);

        Assert.Contains("newer version", exception.Message, StringComparison.Ordinal);
        Assert.Empty(run.Calls);
    }

    [Fact]
    public async Task EndOfARun_LeavesNoTimerAndNoWaitBehind()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "A")));

        await run.RunPipelineAsync();

        Assert.Empty(run.OpenTimers);
        Assert.Equal(0, run.OpenWaits);
    }
}
