using Etl.Core.Registry;
using Etl.EndToEnd.Tests.Harness;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.EndToEnd.Tests;

/// <summary>Processes that publish into one store at the same time, while another reads it.</summary>
public sealed class PublishRaceTests
{
    private const int Rounds = 100;
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(5);
    private static readonly string[] ResortOnly = ["Bookings.Resort", "ChainReport.Resort", "MonthlyKpis.Resort", "RawBookings.Resort", "RejectedBookings.Resort", "RoomNightsByDate.Resort", "SegmentMix.Resort"];
    private static readonly string[] HotelsOnly = ["Bookings.City", "ChainReport.City", "GroupKpis", "GroupReport", "MonthlyKpis.City", "RawBookings.City", "RejectedBookings.City", "RoomNightsByDate.City", "SegmentMix.City"];

    [Fact]
    public async Task Publishers_RacingForHundredRounds_NeverShowAReaderAPartOfARun()
    {
        using var folder = new TempFolder();
        var hotels = await RunAsync(folder, "hotels", "2026-11-20");
        var newer = await RunAsync(folder, "hotels", "2026-11-21");
        var resort = await RunAsync(folder, "hotels.resort", "2026-11-22");
        var backfill = await RunAsync(folder, "hotels.resort", "2026-11-01");
        using var ended = new CancellationTokenSource();
        var reader = Task.Run(() => ReadUntilAsync(folder.Store, ended.Token));

        // Each process of the one races with one of the other; every fourth delivers an old publish once more.
        await Task.WhenAll(
            PublishAsync(folder.Store, [[hotels, "--force"], [newer, "--force"], [hotels, "--force"], [newer]]),
            PublishAsync(folder.Store, [[resort, "--force"], [hotels], [backfill, "--force"], [backfill]]));
        await ended.CancelAsync();

        var states = await reader;
        Assert.Subset(new HashSet<string> { hotels, newer, resort, backfill }, states.Select(state => state.Resort).ToHashSet());
        Assert.Equal(new HashSet<string> { hotels, newer }, states.Select(state => state.Hotels).ToHashSet());
    }

    private static async Task<string> RunAsync(TempFolder folder, string pipeline, string date)
    {
        var sizes = pipeline == "hotels" ? new[] { "Resort", "City" } : ["Resort"];
        var run = await EtlProcess.RunAsync(["run", pipeline, "--date", date, "--store", folder.Store, "--json", .. sizes.SelectMany(size => new[] { "--model", $"RawBookings.{size}.syntheticRows=50" })]);
        return run.ShouldExitWith(0).Json().GetProperty("runId").GetString()!;
    }

    private static async Task PublishAsync(string store, IReadOnlyList<string[]> commands)
    {
        for (var round = 0; round < Rounds; round++)
        {
            (await EtlProcess.RunAsync(["publish", .. commands[round % commands.Count], "--store", store])).ShouldExitWith(0);
        }
    }

    /// <summary>The states that were seen; in each, all models that a run publishes together have their latest version from one run.</summary>
    private static async Task<HashSet<(string Resort, string Hotels)>> ReadUntilAsync(string store, CancellationToken ended)
    {
        var models = new PublishedModels(new FolderObjectStore(store), TimeProvider.System);
        var seen = new HashSet<(string Resort, string Hotels)>();
        while (!ended.IsCancellationRequested)
        {
            var heads = await models.ReadAsync(CancellationToken.None);

            // Time for others to publish between this reading of the root and those of the lists.
            await Task.Delay(ReadInterval, CancellationToken.None);
            seen.Add((OnlyRun(await heads.FindAllAsync(ResortOnly, CancellationToken.None), ResortOnly), OnlyRun(await heads.FindAllAsync(HotelsOnly, CancellationToken.None), HotelsOnly)));
        }

        return seen;
    }

    private static string OnlyRun(IReadOnlyList<HeadFile> lists, string[] models)
    {
        Assert.Equal(models, lists.Select(list => list.Model));
        return Assert.Single(lists.Select(list => list.Latest.Order.RunId).Distinct(StringComparer.Ordinal));
    }
}
