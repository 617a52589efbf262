using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Caching;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Etl.Storage.Registry.Retention;
using Etl.Storage.Tests.ModelData.Support;
using Etl.Testing;

namespace Etl.Storage.Tests.Registry;

/// <summary>Versions with their bytes, in every kind of store: parts, partitions, adoption, the cache and the garbage collection together.</summary>
public abstract class StoredVersionRules : IDisposable
{
    private static readonly ModelRef<Rates> Prices = Model.Of<Rates>();
    private static readonly Rate[] Rows = [.. Enumerable.Range(0, 400).Select(i => new Rate($"room {i}", i))];
    private static readonly RetentionPolicy Strict = new() { KeepLast = 1, KeepFor = TimeSpan.Zero };
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("etl-cache-test-");
    private readonly FakeTimeProvider _time = new(RegistrySamples.Start);

    public virtual void Dispose()
    {
        _cache.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Collect_DeletesTheBytesOfOldVersions_AndKeepsThoseThatAnotherRunAdopted()
    {
        var store = await OpenAsync();
        var (_, deleted) = await PublishAsync(store, "a", null);
        var (maker, adopted) = await PublishAsync(store, "b", null);
        await PublishAsync(store, "c", null, adopted);
        await PublishAsync(store, "d", "2026-11-19");
        await PublishAsync(store, "e", "2026-11-20");

        await CollectForDaysAsync(store, 10);

        var list = await FindListAsync(store);
        Assert.Equal([null, "2026-11-19", "2026-11-20"], list.Versions.Select(version => version.Partition).Order(StringComparer.Ordinal));
        var kept = list.Versions.Single(version => version.Partition is null);
        Assert.Equal(("c", maker, adopted.Version), (kept.Order.RunId, kept.RunId, kept.Version));
        Assert.All(list.Versions, version => Assert.True(version.AllParts.Count > 1));
        foreach (var version in list.Versions)
        {
            Assert.Equal(Rows, await new ModelBench(store).ReadAsync<Rates, Rate>(Prices, version));
        }

        Assert.Equal(
            list.Versions.SelectMany(version => version.AllParts).Select(part => part.Blob).Order(StringComparer.Ordinal),
            (await store.ListAsync("models/").ToListAsync(TestContext.Current.CancellationToken)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(deleted.Version, list.Versions.Select(version => version.Version));
        Assert.Empty(await store.ListNotesAsync("gc/").ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cache_HasWhatWasWritten_AlsoWhenTheStoreHasItNoMore()
    {
        var store = await OpenAsync();
        var bench = new ModelBench(store) { Parts = ModelBench.SmallParts, Cache = new BlobCache(new CacheOptions { Folder = _cache.FullName }, _time) };
        var version = await bench.WriteAsync(Prices, Rows);
        foreach (var part in version.AllParts)
        {
            await store.DeleteAsync(part.Blob);
        }

        Assert.Equal(Rows, await bench.ReadAsync<Rates, Rate>(Prices, version));
        await Assert.ThrowsAsync<ModelContentException>(() => new ModelBench(store).ReadAsync<Rates, Rate>(Prices, version));
    }

    protected abstract Task<IObjectStore> OpenAsync();

    /// <summary>A run that makes a version, or takes one over.</summary>
    private async Task<(string RunId, ModelVersion Version)> PublishAsync(IObjectStore store, string runId, string? partition, ModelVersion? adopted = null)
    {
        var records = new RunRecords(store, _time);
        var claim = RegistrySamples.Claim(runId, startedMinutes: runId[0] - 'a');
        claim = claim with { Snapshot = claim.Snapshot with { Tasks = [claim.Snapshot.Tasks[0] with { Provides = [Prices.Name] }] } };
        await records.ClaimAsync(claim);
        var version = (adopted ?? await new ModelBench(store) { Parts = ModelBench.SmallParts }.WriteAsync(Prices, Rows) with { RunId = runId, Task = "load" }) with { Order = claim.Order, Partition = partition };
        await records.CommitAsync(RegistrySamples.Commit(claim, "load", adopted is null ? RunStatus.Succeeded : RunStatus.Reused) with { Outputs = [version] });
        await new RunClosing(records, new PublishedModels(store, _time), _time).FinishAsync(claim, RunEndingKind.Publish);
        return (version.RunId, version);
    }

    private async Task CollectForDaysAsync(IObjectStore store, int days)
    {
        for (var day = 0; day < days; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            await new GarbageCollection(store, new RunRecords(store, _time), new PublishedModels(store, _time), _time).CollectAsync(Strict, apply: true);
        }
    }

    private async Task<HeadFile> FindListAsync(IObjectStore store) => (await (await new PublishedModels(store, _time).ReadAsync()).FindAsync(Prices.Name))!;
}
