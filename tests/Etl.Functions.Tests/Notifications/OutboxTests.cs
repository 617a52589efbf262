using Etl.Core.Runs;
using Etl.Functions.Notifications;
using Etl.Functions.Tests.Support;
using Etl.Functions.Timers;
using Etl.Storage.Objects;
using Etl.Testing;

namespace Etl.Functions.Tests.Notifications;

/// <summary>A store that is out of order refuses what is not there, as if it were.</summary>
public sealed class OutboxTests : IDisposable
{
    private static readonly NotificationDocument Document = new("n1", "failure", "hotels", "hotels-1", RunStatus.Failed, new DateOnly(2026, 11, 21), DateTimeOffset.UnixEpoch, "/api/runs/hotels-1");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-outbox-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FaultyStore _store;

    public OutboxTests() => _store = new FaultyStore(new FolderObjectStore(_folder.FullName));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Outbox Outbox => new(_store, _time);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Notification_RefusedAlthoughNothingIsThere_IsDecidedAllTheSame()
    {
        _store.Refuses = "notifications/pending/";
        await Outbox.AddAsync("operators", Document, Ct);

        Assert.True(await Outbox.ContainsAsync("n1", Ct));
    }

    [Fact]
    public async Task DeliveredNotification_RefusedAlthoughNothingIsThere_IsNotDecidedAgain()
    {
        await Outbox.AddAsync("operators", Document, Ct);
        var taken = await Outbox.TakeAsync("notifications/pending/n1.json", TimeSpan.FromMinutes(1), Ct);
        _store.Refuses = "notifications/done/";
        await Outbox.RemoveAsync(taken!, Ct);

        Assert.True(await Outbox.ContainsAsync("n1", Ct));
    }

    [Fact]
    public async Task ScheduleSeenFirst_RefusedAlthoughNothingIsThere_IsRememberedAllTheSame()
    {
        var schedules = new ScheduleRecords(_store);
        _store.Refuses = "schedules/";
        var first = await schedules.FirstSeenAsync("hotels", "nightly", DateTimeOffset.UnixEpoch, Ct);

        Assert.Equal(first, await schedules.FirstSeenAsync("hotels", "nightly", DateTimeOffset.UnixEpoch.AddDays(1), Ct));
    }
}
