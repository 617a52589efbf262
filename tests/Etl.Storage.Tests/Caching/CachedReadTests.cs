using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.Caching;
using Etl.Storage.ModelData;
using Etl.Storage.Tests.ModelData.Support;
using Etl.Testing;

namespace Etl.Storage.Tests.Caching;

/// <summary>What the cache does for tasks, on a store that counts how often its blobs are opened.</summary>
public sealed class CachedReadTests : IDisposable
{
    private static readonly ModelRef<Rates> Prices = Model.Of<Rates>();
    private static readonly Rate[] Rows = [.. Enumerable.Range(0, 1_000).Select(i => new Rate($"room {i}", i))];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-cache-test-");
    private readonly MemoryObjectStore _store = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task WhatATaskHasWritten_IsNotDownloaded()
    {
        var version = await Bench().WriteAsync(Prices, Rows);

        Assert.True(version.AllParts.Count > 1);
        Assert.Equal(Rows, await ReadAsync(version));
        Assert.Empty(_store.Reads);
    }

    [Fact]
    public async Task WhatWasDownloadedOnce_IsNotDownloadedAgain()
    {
        var version = await new ModelBench(_store) { Parts = ModelBench.SmallParts }.WriteAsync(Prices, Rows);

        Assert.Equal(Rows, await ReadAsync(version));
        Assert.Equal(Rows, await ReadAsync(version));

        Assert.All(version.AllParts, part => Assert.Equal(1, _store.Reads[part.Blob]));
    }

    [Fact]
    public async Task ADamagedCopy_IsReadFromTheStore_AndReplaced()
    {
        var version = await Bench().WriteAsync(Prices, Rows);
        foreach (var file in _folder.GetFiles("*", SearchOption.AllDirectories))
        {
            await File.WriteAllBytesAsync(file.FullName, new byte[file.Length]);
        }

        Assert.Equal(Rows, await ReadAsync(version));
        Assert.Equal(Rows, await ReadAsync(version));

        Assert.All(version.AllParts, part => Assert.Equal(1, _store.Reads[part.Blob]));
    }

    [Fact]
    public async Task ADownloadThatIsNotWhatWasCommitted_IsNotKept()
    {
        var version = await new ModelBench(_store) { Parts = ModelBench.SmallParts }.WriteAsync(Prices, Rows);
        _store.Objects[version.Blob][^1] ^= 1;

        await Assert.ThrowsAsync<ModelContentException>(() => ReadAsync(version));

        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task AReadThatEndsEarly_KeepsNothing()
    {
        var version = await new ModelBench(_store).WriteAsync(Prices, Rows);
        await using (var attempt = Bench().Open([], requires: [Prices], inputs: version))
        {
            await foreach (var row in attempt.Context.Input(Prices))
            {
                Assert.Equal(Rows[0], row);
                break;
            }
        }

        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task ADiscardedOutput_LeavesNoCopyBehind_OfWhatWasNotCommitted()
    {
        await using (var attempt = Bench(parts: false).Open([Prices]))
        {
            await attempt.Context.Output(Prices).WriteAllAsync(Enumerable.Repeat(new Rate(new string('x', 100_000), 1), 20));
        }

        Assert.Empty(_folder.GetFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task WithAFolderThatCanNotBe_TasksWriteAndReadAllTheSame()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var bench = new ModelBench(_store) { Cache = new BlobCache(new CacheOptions { Folder = Path.Combine(file, "cache") }, new FakeTimeProvider()) };

        var version = await bench.WriteAsync(Prices, Rows);

        Assert.Equal(Rows, await bench.ReadAsync<Rates, Rate>(Prices, version));
    }

    [Fact]
    public async Task DocumentsAndFiles_AreCachedToo()
    {
        var bench = Bench();
        var (totals, page) = (Model.Of<Summaries>(), Model.Of<Report>());
        await using var attempt = bench.Open([totals, page]);
        await attempt.Context.WriteAsync(totals, new Summary("all", 3));
        await using (var file = await attempt.Context.OpenOutputAsync(page))
        {
            await file.WriteAsync("<p>3</p>"u8.ToArray());
        }

        var versions = await attempt.Data.CompleteAsync();

        await using var later = bench.Open([], requires: [totals, page], inputs: versions);
        Assert.Equal(new Summary("all", 3), await later.Context.ReadAsync(totals));
        using var text = new StreamReader(await later.Context.OpenInputAsync(page));
        Assert.Equal("<p>3</p>", await text.ReadToEndAsync());
        Assert.Empty(_store.Reads);
    }

    // Another instance for each, as in another process.
    private ModelBench Bench(bool parts = true) => new(_store)
    {
        Parts = parts ? ModelBench.SmallParts : new(),
        Cache = new BlobCache(new CacheOptions { Folder = Path.Combine(_folder.FullName, "cache") }, new FakeTimeProvider()),
    };

    private Task<List<Rate>> ReadAsync(ModelVersion version) => Bench().ReadAsync<Rates, Rate>(Prices, version);
}
