using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Notifications;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Timers;

/// <summary>Runs whose orchestrations have ended without a summary, because the store could not be written for a while or somebody terminated them.</summary>
public sealed class UnfinishedRunTests : IAsyncDisposable
{
    private const string First = "hotels-20261123-nightly";
    private const string Second = "hotels-20261124-nightly";
    private readonly Bench _bench = new(Hotels(ScheduleOverlap.Parallel)) { Options = new EtlOptions { Webhooks = new Dictionary<string, WebhookOptions>(StringComparer.Ordinal) { ["ops"] = new(new Uri("http://127.0.0.1:1/"), "a-secret-of-the-tests") } } };

    public async ValueTask DisposeAsync()
    {
        await _bench.Services.GetRequiredService<NotificationSender>().IdleAsync();
        _bench.Dispose();
    }

    [Theory]
    [InlineData(ScheduleOverlap.Skip)]
    [InlineData(ScheduleOverlap.Queue)]
    public async Task OrchestrationThatFailed_IsEndedToldAndKeepsNoLaterNightWaiting(ScheduleOverlap overlap)
    {
        await TickFirstNightAsync(overlap);
        _bench.SetInstance(First, OrchestrationRuntimeStatus.Failed);
        _bench.Time.Advance(TimeSpan.FromDays(1));

        await TickAsync();

        var summary = await SummaryAsync(First);
        Assert.Equal((RunStatus.Failed, "LostInfrastructure"), (summary!.Status, summary.Error!.Type));
        Assert.True(await IsToldAsync(First));
        Assert.Equal([First, Second], _bench.Scheduled);
        Assert.Contains(_bench.Log.Errors, line => line.StartsWith($"Run {First} ended Failed: ", StringComparison.Ordinal));
        Assert.Equal([(Second, RunStatus.Running), (First, RunStatus.Failed)], await ListAsync());
    }

    [Fact]
    public async Task RunStartedByHand_IsEndedToo()
    {
        await DeployAsync(ScheduleOverlap.Parallel);
        var run = (await _bench.ClaimAsync("hotels")).Job.RunId;
        _bench.SetInstance(run, OrchestrationRuntimeStatus.Failed);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();

        Assert.Equal(RunStatus.Failed, (await SummaryAsync(run))!.Status);
        Assert.True(await IsToldAsync(run));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrchestrationRuntimeStatus.Pending)]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Suspended)]
    public async Task OrchestrationThatHasNotEnded_IsLeftAlone(OrchestrationRuntimeStatus? status)
    {
        await TickFirstNightAsync(ScheduleOverlap.Queue);
        _bench.SetInstance(First, status);
        _bench.Refuse = _ => true;
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();

        Assert.Null(await _bench.Records.FindEndingAsync(First, Bench.Cancellation));
        Assert.Null(await SummaryAsync(First));
    }

    [Fact]
    public async Task OrchestrationUnderTheIdOfARunThatIsJustBeingStarted_IsNotTakenForItsOwn()
    {
        await DeployAsync(ScheduleOverlap.Parallel);
        var run = (await _bench.ClaimAsync("hotels")).Job.RunId;
        _bench.SetInstance(run, OrchestrationRuntimeStatus.Failed);
        _bench.Time.Advance(TimeSpan.FromSeconds(59));

        await TickAsync();

        Assert.Null(await SummaryAsync(run));
    }

    [Fact]
    public async Task RunThatHasDecidedToPublish_IsPublished()
    {
        await TickFirstNightAsync(ScheduleOverlap.Parallel);
        await _bench.RunTaskAsync((await _bench.Records.FindClaimAsync(First, Bench.Cancellation))!, "A");
        await _bench.Records.DecideEndingAsync(First, RunEndingKind.Publish, reason: null, Bench.Cancellation);
        _bench.SetInstance(First, OrchestrationRuntimeStatus.Failed);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();

        Assert.Equal(RunStatus.Succeeded, (await SummaryAsync(First))!.Status);
        Assert.Equal(First, await _bench.LatestRunAsync("Numbers.A"));
        Assert.False(await IsToldAsync(First));
    }

    [Fact]
    public async Task OrchestrationThatWasTerminatedByOtherMeans_IsACancelledRun()
    {
        await TickFirstNightAsync(ScheduleOverlap.Parallel);
        _bench.SetInstance(First, OrchestrationRuntimeStatus.Terminated);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();

        Assert.Equal((RunStatus.Cancelled, "Terminated"), ((await SummaryAsync(First))!.Status, (await SummaryAsync(First))!.Error!.Type));
        Assert.False(await IsToldAsync(First));
    }

    [Fact]
    public async Task RunWithASummary_IsOnlyEnteredIntoTheIndex()
    {
        await TickFirstNightAsync(ScheduleOverlap.Parallel);
        var claim = (await _bench.Records.FindClaimAsync(First, Bench.Cancellation))!;
        await _bench.RunTaskAsync(claim, "A");
        _bench.Store.Before = (operation, name) => operation == "note" && name.EndsWith("/ended", StringComparison.Ordinal) ? throw FaultyStore.Unreachable : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => _bench.FinishAsync(claim, RunEndingKind.Publish));
        _bench.Store.Before = null;
        _bench.SetInstance(First, OrchestrationRuntimeStatus.Failed);
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await TickAsync();

        Assert.Equal([(First, RunStatus.Succeeded)], await ListAsync());
        Assert.Empty(_bench.Log.Errors);
    }

    [Fact]
    public async Task EndThatStillCantBeWritten_KeepsNothingElseWaitingAndIsWrittenByALaterTick()
    {
        await TickFirstNightAsync(ScheduleOverlap.Parallel);
        _bench.SetInstance(First, OrchestrationRuntimeStatus.Failed);
        _bench.Store.Before = (operation, name) => operation == "create" && name == $"runs/{First}/summary.json" ? throw FaultyStore.Unreachable : Task.CompletedTask;
        _bench.Time.Advance(TimeSpan.FromDays(1));

        await TickAsync();
        Assert.Equal([First, Second], _bench.Scheduled);
        Assert.Contains(_bench.Log.All, line => line.Text.StartsWith($"Run {First} has not ended and could not be looked after: ", StringComparison.Ordinal));
        Assert.Null(await SummaryAsync(First));

        _bench.Store.Before = null;
        await TickAsync();
        Assert.Equal(RunStatus.Failed, (await SummaryAsync(First))!.Status);
    }

    private static Pipeline Hotels(ScheduleOverlap overlap) => new("hotels", [Numbers.Sum("A")])
    {
        Schedules = [new Schedule("nightly", new TimeOnly(2, 30), "Europe/Lisbon") { Overlap = overlap }],
        Notifications = [new Notification("ops")],
    };

    private async Task DeployAsync(ScheduleOverlap overlap)
    {
        _bench.Deploy(Hotels(overlap));

        // After the occurrence of the 22nd, so that the first one is that of the 23rd.
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();
    }

    private async Task TickFirstNightAsync(ScheduleOverlap overlap)
    {
        await DeployAsync(overlap);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        await TickAsync();
        Assert.Equal([First], _bench.Scheduled);
    }

    private Task TickAsync() => _bench.Make<NightlyLoad>().RunAsync(new TimerInfo(), _bench.Client.Object, Bench.Cancellation);

    private Task<RunDocument?> SummaryAsync(string runId) => _bench.Records.FindSummaryAsync(runId, Bench.Cancellation);

    private Task<bool> IsToldAsync(string runId) => _bench.Services.GetRequiredService<Outbox>().ContainsAsync($"{runId}.failure.ops", Bench.Cancellation);

    private async Task<IEnumerable<(string RunId, RunStatus Status)>> ListAsync() =>
        (await _bench.Records.ListRunsAsync(Bench.Cancellation).ToListAsync(Bench.Cancellation)).Select(run => (run.RunId, run.Status));
}
