using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using static Etl.Functions.Tests.Support.Snapshots;

namespace Etl.Functions.Tests.Orchestrators;

public sealed class FailureModeTests
{
    [Fact]
    public async Task FailedTask_SkipsWhatDependsOnItAndIndependentBranchesGoOn()
    {
        var run = new ScriptedOrchestration(Of(Task("Bad"), Task("Good"), Task("AfterBad", "Bad"), Task("AfterGood", "Good"), Task("AfterBoth", "AfterBad", "AfterGood"), Task("Last", "AfterGood")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(input.Task == "Bad" ? Failed(input, isRetryable: false) : Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["PinInputs", "Bad", "Good", "AfterGood", "Last", "FinishRun"], run.Names);
        Assert.Equal(
            [("Bad", RunStatus.Failed), ("AfterBad", RunStatus.Skipped), ("AfterBoth", RunStatus.Skipped)],
            run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
        Assert.Equal(RunEndingKind.Fail, run.Finish.Ending);
    }

    [Fact]
    public async Task FailedTask_ThatSharesNoModel_SkipsNothing()
    {
        var run = new ScriptedOrchestration(Of(Task("Bad") with { Provides = [] }, Task("Good"), Task("AfterGood", "Good")));
        run.RunTask = input => System.Threading.Tasks.Task.FromResult(input.Task == "Bad" ? Failed(input, isRetryable: false) : Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["Bad"], run.Finish.NotSucceeded.Select(task => task.Task));
        Assert.Contains("AfterGood", run.Names);
    }

    [Fact]
    public async Task FailedTask_WithOnFailureStop_EndsItsLevelAndStartsNoOther()
    {
        var run = new ScriptedOrchestration(Of(Task("Bad"), Task("Good"), Task("AfterGood", "Good")) with { OnFailure = FailureMode.Stop });
        run.RunTask = input => input.Task == "Bad"
            ? System.Threading.Tasks.Task.FromResult(Failed(input, isRetryable: false))
            : run.AfterAsync(TimeSpan.FromMinutes(1), Succeeded(input));

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal(["PinInputs", "Bad", "Good", "FinishRun"], run.Names);
        Assert.Equal([("Bad", RunStatus.Failed), ("AfterGood", RunStatus.Skipped)], run.Finish.NotSucceeded.Select(task => (task.Task, task.Status)));
    }

    [Fact]
    public async Task OnFailureStop_WithoutAFailure_StopsNothing()
    {
        var run = new ScriptedOrchestration(Of(Task("A"), Task("B", "A")) with { OnFailure = FailureMode.Stop });

        await run.RunPipelineAsync();

        Assert.Equal(["PinInputs", "A", "B", "PublishRun", "FinishRun"], run.Names);
    }
}
