using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Tests.ModelData.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Etl.Storage.Tests.ModelData;

public sealed class RowRoundTripTests : IDisposable
{
    private static readonly (ModelFormat Format, ModelCompression Compression)[] Encodings =
    [
        (ModelFormat.JsonLines, ModelCompression.None),
        (ModelFormat.JsonLines, ModelCompression.Gzip),
        (ModelFormat.Csv, ModelCompression.None),
        (ModelFormat.Csv, ModelCompression.Gzip),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-models-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AnyRows_InEveryFormatAndCompression_AreReadBackAndHaveOneContentHash() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(StayGenerator.Rows, async rows =>
        {
            var store = new MemoryObjectStore();
            var versions = await RoundTripAsync(store, rows);

            var content = StoredBytes.Sha256(store.Objects[versions[0].Blob]);
            foreach (var version in versions)
            {
                var stored = store.Objects[version.Blob];
                Assert.Equal(content, version.ContentSha256);
                Assert.Equal(StoredBytes.Sha256(stored), version.BlobSha256);
                Assert.Equal(stored.Length, version.Bytes);
                Assert.Equal(rows.Length, version.Rows);
            }

            Assert.Equal(0, store.Open);
        }));

    [Fact]
    public async Task ManyRows_OnAFolder_AreReadBack()
    {
        var sample = StayGenerator.Sample(500);
        var rows = Enumerable.Range(0, 10_000).Select(i => sample[i % sample.Length] with { Id = i });

        var versions = await RoundTripAsync(new FolderObjectStore(_folder.FullName), [.. rows]);

        Assert.All(versions, version => Assert.Equal(versions[0].ContentSha256, version.ContentSha256));
    }

    [Fact]
    public async Task ARow_LongerThanEveryBuffer_IsReadBack()
    {
        var text = string.Concat(Enumerable.Repeat("Zimmer \"12\", Blick aufs Meer\r\n", 20_000));

        await RoundTripAsync(new MemoryObjectStore(), [.. StayGenerator.Sample(3).Select(row => row with { Remark = text })]);
    }

    [Fact]
    public async Task NoRows_InEveryFormatAndCompression_AreReadBack()
    {
        var versions = await RoundTripAsync(new MemoryObjectStore(), []);

        Assert.All(versions, version => Assert.Equal((0, StoredBytes.Sha256([])), (version.Rows, version.ContentSha256)));
    }

    [Fact]
    public async Task ContentHash_IsThatOfTheRowsAsJsonEachWithALineFeed()
    {
        var bench = new ModelBench(new MemoryObjectStore());

        var version = await bench.WriteAsync(Model.Of<Rates>(), [new Rate("Süd \"1\"", 12.50m), new Rate("", null)]);

        Assert.Equal(StoredBytes.Sha256("{\"room\":\"Süd \\\"1\\\"\",\"price\":12.50}\n{\"room\":\"\",\"price\":null}\n"u8.ToArray()), version.ContentSha256);
    }

    private static async Task<List<ModelVersion>> RoundTripAsync(IObjectStore store, IReadOnlyList<Stay> rows)
    {
        var bench = new ModelBench(store);
        var model = Model.Of<Stays>();
        var expected = rows.Select(AsText).ToList();
        var versions = new List<ModelVersion>();
        foreach (var (format, compression) in Encodings)
        {
            var version = await bench.WriteAsync(model, rows, ModelBench.Stored(model, format, compression));
            Assert.Equal((format, compression), (version.Format, version.Compression));
            Assert.Equal(expected, (await bench.ReadAsync<Stays, Stay>(model, version)).Select(AsText));
            versions.Add(version);
        }

        return versions;
    }

    // Lists have no equality by value.
    private static string AsText(Stay row) => JsonSerializer.Serialize(row);
}
