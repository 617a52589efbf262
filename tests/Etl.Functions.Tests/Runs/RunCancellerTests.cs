using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Microsoft.DurableTask.Client;
using Moq;

namespace Etl.Functions.Tests.Runs;

public sealed class RunCancellerTests : IDisposable
{
    private readonly Bench _bench = new(new Pipeline("sales", [Numbers.Sum("A")]));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Cancel_OfARunningRun_MarksItAndWakesItsOrchestration()
    {
        var claim = await _bench.ClaimAsync("sales");

        await _bench.CancelAsync(claim, "wrong file");

        var ending = await _bench.Records.FindEndingAsync(claim.Job.RunId, Bench.Cancellation);
        Assert.Equal((RunEndingKind.Cancel, "wrong file"), (ending!.Kind, ending.Reason));
        Assert.Equal([(claim.Job.RunId, RunEvents.Cancel)], _bench.Raised);
        Assert.Null(await _bench.Records.FindSummaryAsync(claim.Job.RunId, Bench.Cancellation));
    }

    [Fact]
    public async Task Cancel_Repeated_IsHarmlessAlsoAfterTheEnd()
    {
        var claim = await _bench.ClaimAsync("sales");
        await _bench.CancelAsync(claim, "first");
        await _bench.CancelAsync(claim, "second");
        await _bench.FinishAsync(claim, RunEndingKind.Cancel, TaskOutcome.NotRun("A", RunStatus.Cancelled));
        _bench.SetInstance(claim.Job.RunId, OrchestrationRuntimeStatus.Completed);

        await _bench.CancelAsync(claim, "third");

        Assert.Equal("first", (await _bench.Records.FindSummaryAsync(claim.Job.RunId, Bench.Cancellation))!.Error!.Message);
    }

    [Fact]
    public async Task Cancel_OfAFailedRun_IsAConflict()
    {
        var claim = await _bench.ClaimAsync("sales");
        await _bench.FinishAsync(claim, RunEndingKind.Fail);

        var exception = await Assert.ThrowsAsync<RunConflictException>(() => _bench.CancelAsync(claim));

        Assert.Equal($"Run '{claim.Job.RunId}' has failed already: there is nothing to cancel.", exception.Message);
    }

    [Fact]
    public async Task Cancel_OfAnUnknownRun_IsRefused()
    {
        var canceller = _bench.Make<RunCanceller>();

        await Assert.ThrowsAsync<UnknownRunException>(() => canceller.CancelAsync(_bench.Client.Object, "sales-20260101-nightly", null, Bench.Cancellation));
    }

    [Fact]
    public async Task Cancel_OfARunThatIsAboutToStart_IsLeftToItsOrchestration()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.SetInstance(claim.Job.RunId, null);

        await _bench.CancelAsync(claim);

        Assert.Null(await _bench.Records.FindSummaryAsync(claim.Job.RunId, Bench.Cancellation));
        Assert.Equal(RunStatus.Cancelled, (await _bench.RunTaskAsync(claim, "A")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task Cancel_OfARunThatNobodyWorksOn_EndsItsRecord(OrchestrationRuntimeStatus? status)
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.SetInstance(claim.Job.RunId, status);
        _bench.Time.Advance(TimeSpan.FromHours(1));

        await _bench.CancelAsync(claim);

        var run = await _bench.Records.FindSummaryAsync(claim.Job.RunId, Bench.Cancellation);
        Assert.Equal((RunStatus.Cancelled, RunStatus.Cancelled), (run!.Status, run.Tasks[0].Status));
    }

    [Fact]
    public async Task InstanceThatEndsBeforeItCanBeWoken_IsNoError()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Client.Setup(client => client.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .Callback(() => _bench.SetInstance(claim.Job.RunId, OrchestrationRuntimeStatus.Completed))
            .ThrowsAsync(new InvalidOperationException("The instance has ended."));

        await _bench.CancelAsync(claim);

        Assert.Equal(RunStatus.Cancelled, (await _bench.Records.FindSummaryAsync(claim.Job.RunId, Bench.Cancellation))!.Status);
    }

    [Fact]
    public async Task HubThatCantBeReached_IsAnError()
    {
        var claim = await _bench.ClaimAsync("sales");
        _bench.Client.Setup(client => client.RaiseEventAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("The task hub can't be reached."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.CancelAsync(claim));
    }
}
