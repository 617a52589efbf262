using System.Text;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.ModelData;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class FileAndDocumentTests
{
    private static readonly ModelRef<Report> Page = Model.Of<Report>();
    private static readonly ModelRef<Summaries> Totals = Model.Of<Summaries>();

    private readonly MemoryObjectStore _store = new();

    [Theory]
    [InlineData(ModelCompression.None, 0)]
    [InlineData(ModelCompression.None, 10)]
    [InlineData(ModelCompression.None, 1_000_000)]
    [InlineData(ModelCompression.Gzip, 0)]
    [InlineData(ModelCompression.Gzip, 10)]
    [InlineData(ModelCompression.Gzip, 1_000_000)]
    public async Task AFile_WrittenInPiecesOfEverySize_IsReadBack(ModelCompression compression, int size)
    {
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes);
        var version = await WriteAsync(compression, async file =>
        {
            for (int start = 0, length = 1; start < size; start += length, length = (length * 3) + 1)
            {
                await file.WriteAsync(bytes.AsMemory(start, Math.Min(length, size - start)));
            }
        });

        Assert.Equal(StoredBytes.Sha256(bytes), version.ContentSha256);
        Assert.Equal(StoredBytes.Sha256(_store.Objects[version.Blob]), version.BlobSha256);
        Assert.Equal(bytes, compression == ModelCompression.Gzip ? StoredBytes.Gunzip(_store.Objects[version.Blob]) : _store.Objects[version.Blob]);
        Assert.Equal(bytes, await ReadAsync(version));
    }

    [Fact]
    public async Task AFile_WrittenSynchronously_IsReadBack()
    {
        var version = await WriteAsync(ModelCompression.None, file =>
        {
            using var writer = new StreamWriter(file, leaveOpen: true);
            for (var i = 0; i < 50_000; i++)
            {
                writer.WriteLine(i);
            }

            return Task.CompletedTask;
        });

        Assert.Equal(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}{Environment.NewLine}")), Encoding.UTF8.GetString(await ReadAsync(version)));
    }

    [Fact]
    public async Task AFile_WrittenSynchronouslyWithoutEnd_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<NotSupportedException>(() => WriteAsync(ModelCompression.None, file =>
        {
            var block = new byte[8 * 1024 * 1024];
            for (var i = 0; i < 9; i++)
            {
                file.Write(block);
            }

            return Task.CompletedTask;
        }));

        Assert.Contains("Write with WriteAsync", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyFile_IsValidGzip()
    {
        var version = await WriteAsync(ModelCompression.Gzip, _ => Task.CompletedTask);

        Assert.Equal(20, _store.Objects[version.Blob].Length);
        Assert.Empty(StoredBytes.Gunzip(_store.Objects[version.Blob]));
    }

    [Fact]
    public async Task AFile_WhoseStreamWasNotDisposed_CannotBeCompleted()
    {
        await using var attempt = new ModelBench(_store).Open([Page, Totals]);
        await using var file = await attempt.Context.OpenOutputAsync(Page);
        await attempt.Context.WriteAsync(Totals, new Summary("all", 1));

        var exception = await Assert.ThrowsAsync<PermanentTaskException>(() => attempt.Data.CompleteAsync());

        Assert.Equal("The stream of output 'Report' was not disposed, so the file may be incomplete. Dispose it, and any writer around it, before the task returns (await using).", exception.Message);
        Assert.Empty(_store.Objects);
    }

    [Fact]
    public async Task AFile_WhoseStreamWasDisposed_TakesNothingMore()
    {
        await using var attempt = new ModelBench(_store).Open([Page]);
        var file = await attempt.Context.OpenOutputAsync(Page);
        await file.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await file.WriteAsync(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => file.WriteByte(1));
    }

    [Fact]
    public void AFileExtension_ThatLeadsElsewhere_IsRefusedBeforeTheTaskStarts()
    {
        var exception = Assert.Throws<PermanentTaskException>(() => new ModelBench(_store).Open([Model.Of<EscapingReport>()]));

        Assert.Contains("Model 'EscapingReport' has the file extension '../html'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelCompression.None)]
    [InlineData(ModelCompression.Gzip)]
    public async Task ADocument_IsReadBack_AndHashedAsCompactJson(ModelCompression compression)
    {
        var bench = new ModelBench(_store);
        await using var attempt = bench.Open([Totals], ModelBench.Stored(Totals, null, compression));
        await attempt.Context.WriteAsync(Totals, new Summary("Zürich", 3));
        var version = Assert.Single(await attempt.Data.CompleteAsync());

        await using var later = bench.Open([], requires: [Totals], inputs: version);
        Assert.Equal(new Summary("Zürich", 3), await later.Context.ReadAsync(Totals));
        Assert.Equal((1, StoredBytes.Sha256("{\"title\":\"Zürich\",\"total\":3}"u8.ToArray())), (version.Rows, version.ContentSha256));
    }

    [Fact]
    public async Task ADocument_ThatIsNotOfItsType_IsNamedWithItsLine()
    {
        await using var attempt = new ModelBench(_store).Open([], requires: [Totals], inputs: _store.Put("{\n\"total\":\n\"many\"}", ModelFormat.Json) with { Model = "Summaries" });

        var exception = await Assert.ThrowsAsync<ModelContentException>(() => attempt.Context.ReadAsync(Totals));

        Assert.StartsWith("Line 3 of blob 'models/Any/0123456789ab.bin' of model 'Summaries' version 0123456789ab can't be read as 'Summary': ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowsWithoutTheirClass_AreJsonObjects_AndCsvCellsAreTexts()
    {
        var rates = Model.Of<Rates>();
        var bench = new ModelBench(_store);
        Rate[] rows = [new("A", 1.50m), new("", null)];

        var lines = await bench.WriteAsync(rates, rows);
        Assert.Equal(["{\"room\":\"A\",\"price\":1.50}", "{\"room\":\"\",\"price\":null}"], await ElementsAsync(lines));

        var csv = await bench.WriteAsync(rates, rows, ModelBench.Stored(rates, ModelFormat.Csv, ModelCompression.Gzip));
        Assert.Equal(["{\"room\":\"A\",\"price\":\"1.50\"}", "{\"room\":\"\",\"price\":null}"], await ElementsAsync(csv));
    }

    [Fact]
    public async Task ADocumentWithoutItsClass_IsOneElement_AndAFileIsNone()
    {
        Assert.Equal(["[1,2]"], await ElementsAsync(_store.Put("[1,2]", ModelFormat.Json)));

        var exception = await Assert.ThrowsAsync<ModelContentException>(() => ElementsAsync(_store.Put("<p>", ModelFormat.Bytes)));
        Assert.Equal("Model 'Any' version 0123456789ab (blob 'models/Any/0123456789ab.bin') is stored as Bytes (text/plain) and can't be read as rows.", exception.Message);
    }

    private async Task<ModelVersion> WriteAsync(ModelCompression compression, Func<Stream, Task> write)
    {
        await using var attempt = new ModelBench(_store).Open([Page], ModelBench.Stored(Page, null, compression));
        await using (var file = await attempt.Context.OpenOutputAsync(Page))
        {
            await write(file);
        }

        return Assert.Single(await attempt.Data.CompleteAsync());
    }

    private async Task<byte[]> ReadAsync(ModelVersion version)
    {
        await using var attempt = new ModelBench(_store).Open([], requires: [Page], inputs: version);
        await using var file = await attempt.Context.OpenInputAsync(Page);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<List<string>> ElementsAsync(ModelVersion version)
    {
        var elements = new List<string>();
        await foreach (var element in new ModelBench(_store).Models.ReadRowsAsync(version))
        {
            elements.Add(JsonSerializer.Serialize(element));
        }

        return elements;
    }
}
