using System.Text;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Objects;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class PartTests : IDisposable
{
    // A row of Rates and its line feed.
    private const int RowBytes = 31;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-models-");
    private readonly MemoryObjectStore _store = new();

    public static TheoryData<ModelFormat, ModelCompression> Encodings => DamageTests.Encodings;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task ManyParts_AreReadBack_AndHaveTheContentHashOfOne(ModelFormat format, ModelCompression compression)
    {
        var model = Model.Of<Stays>();
        var rows = StayGenerator.Sample(300);
        var configs = ModelBench.Stored(model, format, compression);
        var bench = Bench(ModelBench.SmallParts);

        var parted = await bench.WriteAsync(model, rows, configs);
        var whole = await Bench(new PartSettings()).WriteAsync(model, rows, configs);

        Assert.Null(whole.Parts);
        Assert.True(parted.Parts!.Count > 3);
        Assert.Equal(whole.ContentSha256, parted.ContentSha256);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(rows), System.Text.Json.JsonSerializer.Serialize(await bench.ReadAsync<Stays, Stay>(model, parted)));
        Assert.Equal(rows.Length, parted.Rows);
        Assert.Equal(0, _store.Open);
    }

    [Fact]
    public async Task TheVersion_ListsItsParts_AndNamesTheFirstAsItsBlob()
    {
        var version = await WriteAsync(Rates(1_000), ModelFormat.JsonLines, ModelCompression.Gzip);

        Assert.Equal(8, version.Parts!.Count);
        Assert.Equal((version.Parts[0].Blob, version.Parts[0].BlobSha256), (version.Blob, version.BlobSha256));
        Assert.Equal($"models/Rates/{version.Version}.jsonl.gz", version.Blob);
        Assert.Equal($"models/Rates/{version.Version}.part0002.jsonl.gz", version.Parts[1].Blob);
        Assert.Equal(version.Parts.Select(part => part.Blob), version.Parts.Select(part => part.Blob).Order(StringComparer.Ordinal));
        Assert.Equal((version.Parts.Sum(part => part.Bytes), version.Parts.Sum(part => part.Rows)), (version.Bytes, version.Rows));
        Assert.All(version.Parts, part => Assert.Equal((part.BlobSha256, part.Bytes), (StoredBytes.Sha256(_store.Objects[part.Blob]), _store.Objects[part.Blob].Length)));
    }

    [Fact]
    public async Task EachPart_CanBeReadByItself()
    {
        var csv = await WriteAsync(Rates(1_000), ModelFormat.Csv, ModelCompression.Gzip);
        var first = 0;
        foreach (var part in csv.Parts!)
        {
            var lines = Encoding.UTF8.GetString(StoredBytes.Gunzip(_store.Objects[part.Blob])).Split("\r\n");
            Assert.Equal(["room,price", $"room {first:0000},1"], lines[..2]);
            Assert.Equal(part.Rows, lines.Length - 2);
            first += (int)part.Rows;
        }
    }

    [Theory]
    [InlineData(99, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(200, 2)]
    [InlineData(201, 3)]
    public async Task APart_EndsWithTheRowThatReachesTheLimit_AndTheNextBeginsWithARow(int rows, int parts)
    {
        var bench = Bench(ModelBench.SmallParts with { PartBytes = 100 * RowBytes });

        var version = await bench.WriteAsync(Model.Of<Rates>(), Rates(rows), ModelBench.Stored(Model.Of<Rates>(), ModelFormat.JsonLines, ModelCompression.None));

        Assert.Equal(rows * RowBytes, version.Bytes);
        Assert.Equal(parts, version.AllParts.Count);
        Assert.All(version.AllParts.SkipLast(1), part => Assert.Equal(100, part.Rows));
    }

    [Fact]
    public async Task RowsLargerThanAPart_ArePartsOfTheirOwn()
    {
        Rate[] rows = [new(new string('a', 9_000), 1), new("b", 2), new(new string('c', 9_000), 3), new("d", 4)];
        var bench = Bench(ModelBench.SmallParts);

        var version = await bench.WriteAsync(Model.Of<Rates>(), rows);

        Assert.Equal([1, 2, 1], version.Parts!.Select(part => part.Rows));
        Assert.Equal(rows, await bench.ReadAsync<Rates, Rate>(Model.Of<Rates>(), version));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task NoRows_AreOneBlob(ModelFormat format, ModelCompression compression)
    {
        var version = await WriteAsync([], format, compression);

        Assert.Null(version.Parts);
        Assert.Single(_store.Objects);
        Assert.Empty(await Bench(ModelBench.SmallParts).ReadAsync<Rates, Rate>(Model.Of<Rates>(), version));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task TheContentOfAllParts_IsThatOfOneBlob(ModelFormat format, ModelCompression compression)
    {
        var parted = await WriteAsync(Rates(1_000), format, compression);
        var whole = await Bench(new PartSettings()).WriteAsync(Model.Of<Rates>(), Rates(1_000), ModelBench.Stored(Model.Of<Rates>(), format, compression));

        Assert.True(parted.AllParts.Count > 1);
        Assert.Equal(await ContentAsync(whole), await ContentAsync(parted));
        Assert.Equal(0, _store.Open);
    }

    [Fact]
    public async Task AHeaderWithLineFeedsInIt_IsInTheContentOnce()
    {
        var model = Model.Of<Oddities>();
        var configs = ModelBench.Stored(model, ModelFormat.Csv, ModelCompression.None);
        Odd[] rows = [.. Enumerable.Range(0, 600).Select(i => new Odd(i))];

        var parted = await Bench(ModelBench.SmallParts).WriteAsync(model, rows, configs);

        Assert.True(parted.AllParts.Count > 1);
        Assert.Equal(await ContentAsync(await Bench(new PartSettings()).WriteAsync(model, rows, configs)), await ContentAsync(parted));
    }

    [Fact]
    public async Task RowsWithoutTheirClass_AreReadFromAllParts()
    {
        var version = await WriteAsync(Rates(1_000), ModelFormat.JsonLines, ModelCompression.Gzip);

        var rooms = await Bench(new PartSettings()).Models.ReadRowsAsync(version).Select(row => row.GetProperty("room").GetString()).ToListAsync();

        Assert.Equal(Rates(1_000).Select(rate => rate.Room), rooms);
    }

    [Fact]
    public async Task OnAFolder_ManyPartsOfSeveralModels_WrittenAtOnce_AreReadBack()
    {
        var bench = new ModelBench(new FolderObjectStore(_folder.FullName)) { Parts = ModelBench.SmallParts };
        var models = Enumerable.Range(0, 6).Select(i => Model.Of<Rates>($"m{i}")).ToList();
        await using var attempt = bench.Open([.. models]);

        // One task fills all outputs row by row, with less memory for all than one chunk for each.
        var outputs = models.ConvertAll(model => attempt.Context.Output(model));
        foreach (var row in Rates(2_000))
        {
            foreach (var output in outputs)
            {
                await output.WriteAsync(row);
            }
        }

        var versions = await attempt.Data.CompleteAsync();

        Assert.All(versions, version => Assert.Equal(versions[0].ContentSha256, version.ContentSha256));
        foreach (var (model, version) in models.Zip(versions))
        {
            Assert.Equal(Rates(2_000), await bench.ReadAsync<Rates, Rate>(model, version));
        }
    }

    [Fact]
    public async Task WritersOfDifferentModels_AtOnce_ShareTheBudget()
    {
        var bench = Bench(ModelBench.SmallParts);

        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => bench.WriteAsync(Model.Of<Rates>($"m{i}"), Rates(2_000)))));

        Assert.All(versions, version => Assert.Equal(versions[0].ContentSha256, version.ContentSha256));
        Assert.InRange(bench.Models.Budget.Peak, 1, ModelBench.SmallParts.ChunksInFlight);
        Assert.Equal(0, bench.Models.Budget.InUse);
    }

    [Fact]
    public async Task WhileTheStoreTakesNothing_TheWriterWaits_WithABoundedNumberOfChunks()
    {
        using var release = new ManualResetEventSlim();
        var bench = Bench(ModelBench.SmallParts);
        _store.BeforeWrite = _ => release.Wait();
        await using var attempt = bench.Open([Model.Of<Rates>()], ModelBench.Stored(Model.Of<Rates>(), ModelFormat.JsonLines, ModelCompression.None));
        var output = attempt.Context.Output(Model.Of<Rates>());

        var waiting = ValueTask.CompletedTask;
        while (waiting.IsCompleted)
        {
            await waiting;
            waiting = output.WriteAsync(new Rate("room 0000", 1));
        }

        Assert.Equal(ModelBench.SmallParts.ChunksInFlight, bench.Models.Budget.InUse);
        Assert.InRange(output.Rows * RowBytes, 4 * 500, 5 * (500 + RowBytes));
        release.Set();
        await waiting;
        Assert.Equal(output.Rows, Assert.Single(await attempt.Data.CompleteAsync()).Rows);
    }

    [Fact]
    public async Task PartsOfOneOutput_AreWrittenAtTheSameTime()
    {
        using var together = new Barrier(2);
        _store.BeforeCommit = _ => Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)));

        var version = await Bench(ModelBench.SmallParts with { PartBytes = 200 * RowBytes, ChunksInFlight = 100 })
            .WriteAsync(Model.Of<Rates>(), Rates(400), ModelBench.Stored(Model.Of<Rates>(), ModelFormat.JsonLines, ModelCompression.None));

        Assert.Equal(2, version.Parts!.Count);
    }

    internal static List<Rate> Rates(int count) => [.. Enumerable.Range(0, count).Select(i => new Rate($"room {i:0000}", 1))];

    private ModelBench Bench(PartSettings parts) => new(_store) { Parts = parts };

    private Task<ModelVersion> WriteAsync(IReadOnlyList<Rate> rows, ModelFormat format, ModelCompression compression) =>
        Bench(ModelBench.SmallParts).WriteAsync(Model.Of<Rates>(), rows, ModelBench.Stored(Model.Of<Rates>(), format, compression));

    private async Task<string> ContentAsync(ModelVersion version)
    {
        await using var content = await Bench(new PartSettings()).Models.OpenContentAsync(version);
        using var text = new StreamReader(content);
        return await text.ReadToEndAsync();
    }

    internal sealed record Odd([property: System.Text.Json.Serialization.JsonPropertyName("a \"b\"\nc")] int Value);

    internal sealed class Oddities : Model<Odd>;
}
