using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using Microsoft.DurableTask;
using static Etl.Functions.Tests.Support.ScriptedOrchestration;
using static Etl.Functions.Tests.Support.Snapshots;
using Async = System.Threading.Tasks.Task;

namespace Etl.Functions.Tests.Orchestrators;

/// <summary>The store refuses while a run ends.</summary>
public sealed class PatienceTests
{
    [Fact]
    public async Task FinishRun_ThatIsLostTenTimes_IsCalledAgainLaterAndLater()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { RunTask = _ => throw Lost("RunTask") };
        Fail(run, nameof(FinishRun), times: 10);

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        Assert.Equal([2, 6, 18, 54, 162, 486, 600, 600, 600, 600], Waits(run, nameof(FinishRun)));
        Assert.All(run.Inputs<FinishRunInput>(), input => Assert.Equal((RunEndingKind.Fail, RunStatus.Failed), (input.Ending, input.NotSucceeded.Single().Status)));
        Assert.Empty(run.OpenTimers);
        Assert.Equal(0, run.OpenWaits);
    }

    [Fact]
    public async Task PublishRun_ThatIsLostTenTimes_IsCalledAgain_AndTheRunSucceeds()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        Fail(run, nameof(PublishRun), times: 10);

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal([2, 6, 18, 54, 162, 486, 600, 600, 600, 600], Waits(run, nameof(PublishRun)));
        Assert.Equal(RunEndingKind.Publish, run.Finish.Ending);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    public async Task Cancel_WhileFinishRunIsLost_HasItCalledAtOnce_AndThenAsBefore(int times)
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        Fail(run, nameof(FinishRun), times);
        run.Cancel(after: TimeSpan.FromSeconds(2 + 6 + 18 + 20));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Succeeded, outcome.Status);
        Assert.Equal(new[] { 2, 6, 18, 20, 162, 486, 600, 600, 600, 600 }.Take(times), Waits(run, nameof(FinishRun)));
        Assert.Empty(run.OpenTimers);
        Assert.Equal(0, run.OpenWaits);
    }

    [Fact]
    public async Task Cancel_WhilePublishRunIsLost_EndsTheRunAtOnce()
    {
        var run = new ScriptedOrchestration(Of(Task("A")));
        var cancelled = run.Now.AddMinutes(15);
        run.PublishRun = () => run.Now < cancelled ? throw Lost(nameof(PublishRun)) : Async.FromResult(RunEndingKind.Cancel);
        run.Cancel(after: TimeSpan.FromMinutes(15));

        var outcome = await run.RunPipelineAsync();

        Assert.Equal(RunStatus.Cancelled, outcome.Status);
        Assert.Equal((cancelled, RunEndingKind.Cancel), (run.Calls[^1].At, run.Finish.Ending));
        Assert.Empty(run.OpenTimers);
    }

    [Fact]
    public async Task PublishRun_ThatIsLostForADay_EndsTheRunAsFailedUnlessItWasDecidedToPublish()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { PublishRun = () => throw Lost(nameof(PublishRun)) };
        var start = run.Now;

        await Assert.ThrowsAsync<RunFailedException>(run.RunPipelineAsync);

        // FinishRun publishes all the same when the ending record says so.
        Assert.Equal((RunEndingKind.Fail, "LostInfrastructure"), (run.Finish.Ending, run.Finish.Error!.Type));
        Assert.StartsWith("Activity 'PublishRun' failed for 24 hours without", run.Finish.Error.Message, StringComparison.Ordinal);
        Assert.Empty(run.Finish.NotSucceeded);
        Assert.InRange(run.Now - start, TimeSpan.FromHours(24), TimeSpan.FromHours(24.2));
    }

    [Fact]
    public async Task FinishRun_ThatIsLostForADay_FailsTheOrchestrationSoThatItCanBeResumed()
    {
        var run = new ScriptedOrchestration(Of(Task("A"))) { FinishRun = _ => throw Lost(nameof(FinishRun)) };
        var start = run.Now;

        await Assert.ThrowsAsync<TaskFailedException>(run.RunPipelineAsync);

        Assert.InRange(run.Now - start, TimeSpan.FromHours(24), TimeSpan.FromHours(24.2));
        Assert.InRange(run.Inputs<FinishRunInput>().Count(), 100, 160);
        Assert.Empty(run.OpenTimers);
        Assert.Equal(0, run.OpenWaits);
    }

    [Fact]
    public async Task RunThatSomebodyFollows_GivesItsEndUpWithinHalfAMinute()
    {
        var run = new ScriptedOrchestration(Of(Task("A")) with { IsFollowed = true }) { PublishRun = () => throw Lost(nameof(PublishRun)), FinishRun = _ => throw Lost(nameof(FinishRun)) };

        await Assert.ThrowsAsync<TaskFailedException>(run.RunPipelineAsync);

        Assert.Equal([2, 6, 18], Waits(run, nameof(PublishRun)));
        Assert.Equal([2, 6, 18], Waits(run, nameof(FinishRun)));
        Assert.StartsWith("Activity 'PublishRun' failed 4 times without", run.Inputs<FinishRunInput>().First().Error!.Message, StringComparison.Ordinal);
    }

    private static void Fail(ScriptedOrchestration run, string activity, int times)
    {
        var (publish, finish) = (run.PublishRun, run.FinishRun);
        run.PublishRun = () => Throws(nameof(PublishRun)) ? throw Lost(nameof(PublishRun)) : publish();
        run.FinishRun = input => Throws(nameof(FinishRun)) ? throw Lost(nameof(FinishRun)) : finish(input);
        bool Throws(string name) => name == activity && times-- > 0;
    }

    private static IEnumerable<int> Waits(ScriptedOrchestration run, string activity)
    {
        var times = run.Calls.Where(call => call.Name == activity).Select(call => call.At).ToList();
        return times.Zip(times.Skip(1), (before, after) => (int)(after - before).TotalSeconds);
    }
}
