using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Notifications;
using Etl.Functions.Runs;
using Etl.Functions.Tests.Support;
using Etl.Storage.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Notifications;

/// <summary>Recoveries, when runs are not finished in the order in which they ended.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private const string State = "notifications/state/hotels.json";
    private readonly Bench _bench = new(Hotels());
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _bench.Options = new EtlOptions { Webhooks = new Dictionary<string, WebhookOptions>(StringComparer.Ordinal) { ["ops"] = new(_receiver.Url, "a-secret-of-the-tests") } };
        _bench.Deploy(Hotels());
    }

    public async ValueTask DisposeAsync()
    {
        _bench.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task SuccessThatEndedBeforeTheFailure_AndIsFinishedAfterIt_IsNoRecovery()
    {
        var early = await EndUntoldAsync(succeeds: true);
        var failed = await EndAsync(succeeds: false);

        await FinishAsync(early);
        var recovered = await EndAsync(succeeds: true);

        Assert.Equal([("failure", failed.Job.RunId, null), ("recovery", recovered.Job.RunId, failed.Job.RunId)], await ToldAsync());
    }

    [Fact]
    public async Task FailureThatEndedBeforeTheRecovery_AndIsFinishedAgainAfterIt_NeedsNoSecondOne()
    {
        var first = await EndAsync(succeeds: false);
        var second = await EndAsync(succeeds: false);
        var recovered = await EndAsync(succeeds: true);

        await FinishAsync(first);
        await EndAsync(succeeds: true);

        Assert.Equal([("failure", first.Job.RunId, null), ("failure", second.Job.RunId, null), ("recovery", recovered.Job.RunId, second.Job.RunId)], await ToldAsync());
    }

    [Fact]
    public async Task FailureThatEndedBeforeAnother_AndIsFinishedAfterIt_IsNotTheLast()
    {
        var first = await EndUntoldAsync(succeeds: false);
        var second = await EndAsync(succeeds: false);

        await FinishAsync(first);
        await EndAsync(succeeds: true);

        Assert.Equal(second.Job.RunId, Assert.Single(await ToldAsync(), told => told.Event == "recovery").From);
    }

    [Fact]
    public async Task FailureAfterARecovery_HasARecoveryOfItsOwn()
    {
        await EndAsync(succeeds: false);
        await EndAsync(succeeds: true);
        var failed = await EndAsync(succeeds: false);
        var recovered = await EndAsync(succeeds: true);

        Assert.Contains(("recovery", recovered.Job.RunId, failed.Job.RunId), await ToldAsync());
    }

    [Fact]
    public async Task StateThatAnOlderVersionWrote_WithoutATime_IsRecoveredFrom()
    {
        await _bench.Store.TryCreateAsync(State, """{"schema":1,"runId":"hotels-1"}"""u8.ToArray(), Bench.Cancellation);

        var recovered = await EndAsync(succeeds: true);

        Assert.Equal([("recovery", recovered.Job.RunId, "hotels-1")], await ToldAsync());
    }

    [Fact]
    public async Task WellStateThatAnOlderVersionWrote_WithoutATime_TakesTheNextFailure()
    {
        await _bench.Store.TryCreateAsync(State, """{"schema":1,"runId":null}"""u8.ToArray(), Bench.Cancellation);

        var failed = await EndAsync(succeeds: false);
        var recovered = await EndAsync(succeeds: true);

        Assert.Equal([("failure", failed.Job.RunId, null), ("recovery", recovered.Job.RunId, failed.Job.RunId)], await ToldAsync());
    }

    private static Pipeline Hotels() => new("hotels", [Numbers.Sum("A")]) { Notifications = [new Notification("ops")] };

    private async Task<RunClaim> EndAsync(bool succeeds)
    {
        var claim = await EndUntoldAsync(succeeds);
        await FinishAsync(claim);
        return claim;
    }

    /// <summary>The process dies when the summary is there.</summary>
    private async Task<RunClaim> EndUntoldAsync(bool succeeds)
    {
        var claim = await _bench.ClaimAsync("hotels");
        if (succeeds)
        {
            await _bench.RunTaskAsync(claim, "A");
        }

        await _bench.Services.GetRequiredService<RunClosing>().FinishAsync(claim, succeeds ? RunEndingKind.Publish : RunEndingKind.Fail, cancellationToken: Bench.Cancellation);
        return claim;
    }

    private Task<RunDocument> FinishAsync(RunClaim claim) =>
        _bench.Services.GetRequiredService<RunEndings>().FinishAsync(claim, RunEndingKind.Fail, error: null, givenUp: [], Bench.Cancellation);

    /// <summary>All that was decided is sent by then.</summary>
    private async Task<IReadOnlyList<(string Event, string RunId, string? From)>> ToldAsync()
    {
        await _bench.Services.GetRequiredService<NotificationSender>().IdleAsync();
        Assert.Empty(await _bench.Services.GetRequiredService<Outbox>().ListPendingAsync(Bench.Cancellation).ToListAsync(Bench.Cancellation));
        return [.. _receiver.Received
            .Select(request => (request.Event, request.RunId, request.Json.TryGetProperty("recoveredFrom", out var from) ? from.GetString() : null))
            .OrderBy(told => told.RunId, StringComparer.Ordinal)];
    }
}
