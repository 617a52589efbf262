using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Notifications;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Functions.Tests.Notifications;

/// <summary>Webhooks, with a real receiver.</summary>
public sealed class NotificationTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-tests";
    private readonly Bench _bench = new(Hotels());
    private WebhookReceiver _receiver = null!;
    private bool _fails;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        Restart();
    }

    public async ValueTask DisposeAsync()
    {
        _bench.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task FailedRun_IsToldOnce_SignedAndWithItsErrors()
    {
        var runId = await EndRunAsync(succeeds: false);
        await ReceivedAsync(1);
        await TickAsync();

        var request = Assert.Single(_receiver.Received);
        Assert.Equal(("failure", runId, "hotels", "Failed"), (request.Event, request.RunId, request.Json.GetProperty("pipeline").GetString(), request.Json.GetProperty("status").GetString()));
        Assert.Equal("2026-11-21", request.Json.GetProperty("businessDate").GetString());
        Assert.Equal($"/api/runs/{runId}", request.Json.GetProperty("link").GetString());
        var task = Assert.Single(request.Json.GetProperty("failedTasks").EnumerateArray());
        Assert.Equal(("A", "No such hotel."), (task.GetProperty("name").GetString(), task.GetProperty("error").GetProperty("message").GetString()));
        Assert.Equal(request.Id, request.Json.GetProperty("id").GetString());
        AssertSigned(request);
    }

    [Fact]
    public async Task FirstSuccessAfterFailures_IsARecovery_AndNoOther()
    {
        await EndRunAsync(succeeds: true);
        await EndRunAsync(succeeds: false);
        var failed = await EndRunAsync(succeeds: false);
        var recovered = await EndRunAsync(succeeds: true);
        await EndRunAsync(succeeds: true);
        await ReceivedAsync(3);
        await TickAsync();

        Assert.Equal(["failure", "failure", "recovery"], _receiver.Received.Select(request => request.Event).Order(StringComparer.Ordinal));
        var recovery = _receiver.Received.Single(request => request.Event == "recovery");
        Assert.Equal((recovered, failed), (recovery.RunId, recovery.Json.GetProperty("recoveredFrom").GetString()));
    }

    [Fact]
    public async Task EndThatIsDeliveredAgain_TellsNothingAgain()
    {
        var claim = await RunAsync(succeeds: false);
        await FinishAsync(claim);
        await ReceivedAsync(1);
        await EndRunAsync(succeeds: true);
        await ReceivedAsync(2);

        await FinishAsync(claim);
        await EndRunAsync(succeeds: true);
        await _bench.Services.GetRequiredService<NotificationSender>().IdleAsync();
        await TickAsync();

        Assert.Empty(await PendingAsync());
        Assert.Equal(["failure", "recovery"], _receiver.Received.Select(request => request.Event));
    }

    [Fact]
    public async Task ReceiverThatFails_IsAskedAgainLater_AlsoByAnotherProcess()
    {
        _receiver.Answer = () => StatusCodes.Status500InternalServerError;
        await EndRunAsync(succeeds: false);
        await TriedAsync();

        await TickAsync();
        Assert.Single(_receiver.Received);

        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await TickAsync();
        Assert.Equal(2, _receiver.Received.Count);

        _receiver.Answer = () => StatusCodes.Status200OK;
        Restart();
        _bench.Time.Advance(TimeSpan.FromMinutes(2));
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();

        Assert.Equal(3, _receiver.Received.Count);
        Assert.Single(_receiver.Received.Select(request => request.Id).Distinct());
        Assert.All(_receiver.Received, AssertSigned);
        Assert.Empty(await PendingAsync());
    }

    [Fact]
    public async Task TwoTicksAtOnce_SendOnce()
    {
        _receiver.Answer = () => StatusCodes.Status503ServiceUnavailable;
        await EndRunAsync(succeeds: false);
        await TriedAsync();
        _receiver.Answer = () => StatusCodes.Status200OK;
        _bench.Time.Advance(TimeSpan.FromMinutes(5));

        await Task.WhenAll(TickAsync(), TickAsync(), TickAsync());

        Assert.Equal(2, _receiver.Received.Count);
    }

    [Fact]
    public async Task ReceiverThatIsGone_IsGivenUpAfterDays()
    {
        _receiver.Answer = () => StatusCodes.Status410Gone;
        await EndRunAsync(succeeds: false);
        await TriedAsync();

        _bench.Time.Advance(NotificationSender.GiveUpAfter);
        await TickAsync();

        Assert.Empty(await PendingAsync());
        Assert.Contains(_bench.Log.Errors, line => line.Contains("was given up after 2 attempts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        _receiver.Answer = () => StatusCodes.Status307TemporaryRedirect;
        await EndRunAsync(succeeds: false);
        await TriedAsync();

        Assert.Equal(["/hook"], _receiver.Received.Select(request => request.Path));
    }

    [Fact]
    public async Task ReceiverThatHangs_DoesNotHoldUpTheEndOfARun()
    {
        var never = new TaskCompletionSource();
        _receiver.Until = never.Task;

        var runId = await EndRunAsync(succeeds: false);

        // The receiver has not answered, and can't before this.
        Assert.Equal(RunStatus.Failed, (await _bench.Records.FindSummaryAsync(runId, Bench.Cancellation))!.Status);
        never.SetResult();
        await ReceivedAsync(1);
    }

    [Fact]
    public async Task WithoutAddresses_NothingIsWritten()
    {
        _bench.Options = new EtlOptions();
        _bench.Deploy(Hotels());

        await EndRunAsync(succeeds: false);
        await TickAsync();

        Assert.False(Directory.Exists(Path.Combine(_bench.Folder, "notifications")));
        Assert.Empty(_receiver.Received);
    }

    [Fact]
    public async Task StoreAndLog_HaveNeitherAddressNorSecret()
    {
        _receiver.Answer = () => StatusCodes.Status500InternalServerError;
        await EndRunAsync(succeeds: false);
        await TriedAsync();

        var stored = Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText).Concat(_bench.Log.All.Select(line => line.Text)).ToList();
        Assert.Contains(stored, text => text.Contains("failure", StringComparison.Ordinal));
        Assert.DoesNotContain(stored, text => text.Contains(Secret, StringComparison.Ordinal) || text.Contains(_receiver.Url.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScheduledRunThatHasNotEnded_IsLateAfterItsDeadline_Once(bool wasStarted)
    {
        // It is 02:00; the occurrence is at 02:30, and late after 03:30.
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(45));
        if (wasStarted)
        {
            await StartNightAsync();
        }

        await TickAsync();
        Assert.Empty(_receiver.Received);

        _bench.Time.Advance(TimeSpan.FromHours(1));
        await TickAsync();
        await TickAsync();

        var request = Assert.Single(_receiver.Received);
        Assert.Equal(("lateness", "hotels-20261122-nightly", "Pending"), (request.Event, request.RunId, request.Json.GetProperty("status").GetString()));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 3, 30, 0, TimeSpan.Zero), request.Json.GetProperty("time").GetDateTimeOffset());
    }

    [Fact]
    public async Task DeadlineAfterMidnight_IsSeen_AlsoOfAScheduleThatCatchesUpNothing()
    {
        _bench.Deploy(new Pipeline("hotels", [Numbers.Sum("A")])
        {
            Schedules = [new Schedule("evening", new TimeOnly(22, 0)) { CatchUpDays = 0 }],
            Notifications = [new Notification("ops") { LateAfter = TimeSpan.FromHours(3) }],
        });
        await TickAsync();

        // It is 00:59 on the 23rd.
        _bench.Time.Advance(new TimeSpan(22, 59, 0));
        await TickAsync();
        Assert.Empty(_receiver.Received);

        _bench.Time.Advance(TimeSpan.FromMinutes(5));
        await TickAsync();
        await TickAsync();

        var request = Assert.Single(_receiver.Received);
        Assert.Equal(("lateness", "hotels-20261122-evening"), (request.Event, request.RunId));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero), request.Json.GetProperty("time").GetDateTimeOffset());
    }

    [Fact]
    public async Task ScheduledRunThatEndedInTime_IsNotLate()
    {
        await TickAsync();
        _bench.Time.Advance(TimeSpan.FromMinutes(31));
        await StartNightAsync();
        var claim = (await _bench.Records.FindClaimAsync("hotels-20261122-nightly", Bench.Cancellation))!;
        await _bench.RunTaskAsync(claim, "A", isLast: true);
        await FinishAsync(claim);

        _bench.Time.Advance(TimeSpan.FromHours(2));
        await TickAsync();

        Assert.Empty(_receiver.Received);
    }

    [Fact]
    public async Task OccurrenceOfAPausedPipeline_IsNotLate()
    {
        await TickAsync();
        var states = _bench.Services.GetRequiredService<PipelineStates>();
        await states.PauseAsync("hotels", Bench.Cancellation);
        _bench.Time.Advance(TimeSpan.FromHours(2));
        await TickAsync();
        await states.UnpauseAsync("hotels", Bench.Cancellation);
        await TickAsync();

        Assert.Empty(_receiver.Received);
    }

    private Task StartNightAsync() => _bench.Make<NightlyLoad>().RunAsync(new TimerInfo(), _bench.Client.Object, Bench.Cancellation);

    private Task TickAsync() => _bench.Make<NotificationTick>().RunAsync(new TimerInfo(), Bench.Cancellation);

    /// <summary>Another process of the app, on the same store.</summary>
    private void Restart()
    {
        _bench.Options = new EtlOptions { Webhooks = new Dictionary<string, WebhookOptions>(StringComparer.Ordinal) { ["ops"] = new(_receiver.Url, Secret) } };
        _bench.Deploy(Hotels(() => _fails));
    }

    private async Task<string> EndRunAsync(bool succeeds)
    {
        var claim = await RunAsync(succeeds);
        await FinishAsync(claim);
        return claim.Job.RunId;
    }

    private async Task<RunClaim> RunAsync(bool succeeds)
    {
        _fails = !succeeds;
        var claim = await _bench.ClaimAsync("hotels");
        await _bench.RunTaskAsync(claim, "A", isLast: true);
        return claim;
    }

    private async Task FinishAsync(RunClaim claim)
    {
        var commit = await _bench.CommitAsync(claim, "A");
        var outcome = TaskOutcome.Of(commit!);
        await (outcome.Status.IsSuccess() ? _bench.FinishAsync(claim, RunEndingKind.Publish) : _bench.FinishAsync(claim, RunEndingKind.Fail, outcome));
    }

    private Task ReceivedAsync(int count) => Eventually.TrueAsync(async () => _receiver.Received.Count >= count && (await PendingAsync()).Count == 0);

    /// <summary>Sending begins by itself when a run has ended; this is when it has been tried, and is still to be done.</summary>
    private async Task TriedAsync()
    {
        await _bench.Services.GetRequiredService<NotificationSender>().IdleAsync();
        Assert.Single(await PendingAsync());
    }

    private async Task<IReadOnlyList<string>> PendingAsync() =>
        await _bench.Services.GetRequiredService<Outbox>().ListPendingAsync(Bench.Cancellation).ToListAsync(Bench.Cancellation);

    private static void AssertSigned(ReceivedRequest request)
    {
        var parts = request.Signature.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{parts["t"]}.")).Concat(request.Body).ToArray();
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)), parts["v1"]);
    }

    private static Pipeline Hotels(Func<bool>? fails = null) => new("hotels", [Numbers.Task("A", (_, _) => fails?.Invoke() == true ? throw new UnknownHotelException() : Task.CompletedTask)])
    {
        Schedules = [new Schedule("nightly", new TimeOnly(2, 30))],
        Notifications = [new Notification("ops")],
    };

    private sealed class UnknownHotelException() : InvalidOperationException("No such hotel.");
}
