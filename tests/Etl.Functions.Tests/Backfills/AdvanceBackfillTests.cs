using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Backfills;

/// <summary>Steps of a backfill, one by one.</summary>
public sealed class AdvanceBackfillTests : IDisposable
{
    private const string Id = "hotels-b-november";
    private readonly Bench _bench = new(new Pipeline("hotels", [Numbers.Sum("A")]));

    private BackfillRecords Backfills => _bench.Services.GetRequiredService<BackfillRecords>();

    private PipelineStates States => _bench.Services.GetRequiredService<PipelineStates>();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task PipelinePausedDuringAStep_LosesNoDate()
    {
        await ClaimAsync(maxParallel: 3);
        _bench.Store.After = async (operation, name) =>
        {
            if (operation == "create" && name.EndsWith("/claim.json", StringComparison.Ordinal))
            {
                _bench.Store.After = null;
                await States.PauseAsync("hotels", Bench.Cancellation);
            }
        };

        var paused = await StepAsync();
        var stillPaused = await StepAsync();

        Assert.Equal((1, 2, 0), (paused.Running, paused.Pending, paused.Failed));
        Assert.Equal((1, 2, 0), (stillPaused.Running, stillPaused.Pending, stillPaused.Failed));
        Assert.Equal([RunOf(1)], _bench.Scheduled);

        await States.UnpauseAsync("hotels", Bench.Cancellation);
        Assert.Equal(3, (await StepAsync()).Running);
        Assert.Equal([RunOf(1), RunOf(2), RunOf(3)], _bench.Scheduled);
    }

    [Fact]
    public async Task DateThatCantBeStarted_FailsAndTheOthersGoOn()
    {
        await ClaimAsync(maxParallel: 3);
        await _bench.Starter.StartAsync(_bench.Client.Object, new RunRequest { Pipeline = "hotels", BusinessDate = Day(9) }, RunOf(2), Bench.Cancellation);

        var progress = await StepAsync();

        Assert.Equal((2, 0, 1), (progress.Running, progress.Pending, progress.Failed));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Failed, RunStatus.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, RunStatus.Cancelled)]
    public async Task RunWhoseOrchestrationEndedWithoutASummary_IsBroughtToItsEnd(OrchestrationRuntimeStatus instance, RunStatus expected)
    {
        await ClaimAsync(maxParallel: 1);
        await StepAsync();
        _bench.SetInstance(RunOf(1), instance);

        var progress = await StepAsync();

        Assert.Equal(expected, (await _bench.Records.FindSummaryAsync(RunOf(1), Bench.Cancellation))!.Status);
        Assert.Equal((1, 1), (progress.Failed + progress.Cancelled, progress.Running));
        Assert.Equal([RunOf(1), RunOf(2)], _bench.Scheduled);
    }

    [Fact]
    public async Task RunThatHadDecidedToPublish_WhenItsOrchestrationEnded_Succeeds()
    {
        await ClaimAsync(maxParallel: 1);
        await StepAsync();
        await _bench.RunTaskAsync((await _bench.Records.FindClaimAsync(RunOf(1), Bench.Cancellation))!, "A");
        await _bench.Records.DecideEndingAsync(RunOf(1), RunEndingKind.Publish, reason: null, Bench.Cancellation);
        _bench.SetInstance(RunOf(1), OrchestrationRuntimeStatus.Failed);

        Assert.Equal(1, (await StepAsync()).Succeeded);
        Assert.Equal(RunOf(1), await _bench.LatestRunAsync("Numbers.A"));
    }

    private static DateOnly Day(int day) => new(2026, 11, day);

    private static string RunOf(int day) => BackfillId.RunOf(Id, Day(day));

    private Task ClaimAsync(int maxParallel)
    {
        var request = new BackfillRequest { Run = new RunRequest { Pipeline = "hotels" }, From = Day(1), To = Day(3), MaxParallel = maxParallel };
        return Backfills.ClaimAsync(new BackfillClaim(BackfillClaim.CurrentSchema, Id, request, request.Hash(), [Day(1), Day(2), Day(3)], _bench.Time.GetUtcNow(), "claim"), Bench.Cancellation);
    }

    private Task<BackfillProgress> StepAsync() => _bench.Make<AdvanceBackfill>().RunAsync(Id, _bench.Client.Object, Bench.Cancellation);
}
