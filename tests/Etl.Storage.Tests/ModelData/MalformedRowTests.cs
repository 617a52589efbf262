using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.ModelData;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class MalformedRowTests
{
    private readonly MemoryObjectStore _store = new();

    [Theory]
    [InlineData("{\"room\":\"A\",\"price\":1}\n{\"room\":\"B\",\"price\":\"cheap\"}\n", 2)]
    [InlineData("{\"room\":\"A\",\"price\":1}\n\n", 2)]
    [InlineData("{\"room\":\"A\",\"price\":1} {}\n", 1)]
    [InlineData("{\"room\":\"A\",\"price\":1}\n{\"room\":\"B\",\"price\":2}\n{\"room\":", 3)]
    [InlineData("null\n", 1)]
    public async Task AJsonLine_ThatIsNotARow_IsNamedWithItsLine(string content, int line)
    {
        var exception = await ReadAsync(_store.Put(content, ModelFormat.JsonLines));

        Assert.StartsWith($"Line {line} of blob 'models/Any/0123456789ab.bin' of model 'Rates' version 0123456789ab can't be read as 'Rate': ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("If the class has changed since run 'run-1', run task 'Made' again to make a new version.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _store.Open);
    }

    [Theory]
    [InlineData("room,price\r\nA,1\r\n\"B\r\nb\",cheap\r\n", 3)]
    [InlineData("room,price\r\n\"A\r\na\",1\r\nB,2,3\r\n", 4)]
    [InlineData("room,price\r\nA,1\r\n\r\n", 3)]
    [InlineData("room,price\r\nA,1\r\n\"B,2\r\n", 3)]
    [InlineData("room,price\r\nA,1\r\nB\"b,2\r\n", 3)]
    [InlineData("", 1)]
    public async Task ACsvRecord_ThatIsNotARow_IsNamedWithTheLineItBeginsIn(string content, int line)
    {
        var exception = await ReadAsync(_store.Put(content, ModelFormat.Csv));

        Assert.StartsWith($"Line {line} of blob 'models/Any/0123456789ab.bin' of model 'Rates' version 0123456789ab can't be read as 'Rate': ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesThatAreNoGzip_ThoughCommittedAsSuch_AreSaidToBeThat()
    {
        var exception = await ReadAsync(_store.Put("{}\n", ModelFormat.JsonLines, ModelCompression.Gzip));

        Assert.Contains("has the bytes that were committed, but they are not gzip", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelOfAnotherKind_IsSaidToBeThat()
    {
        var exception = await ReadAsync(_store.Put("{}", ModelFormat.Json));

        Assert.Equal("Model 'Rates' version 0123456789ab (blob 'models/Any/0123456789ab.bin') is stored as Json (text/plain) and can't be read as rows.", exception.Message);
    }

    [Fact]
    public async Task RowsBeforeTheMalformedOne_AreReturned()
    {
        var rows = new List<string>();
        await Assert.ThrowsAsync<ModelContentException>(async () =>
        {
            await foreach (var row in new ModelBench(_store).Models.ReadRowsAsync(_store.Put("{\"a\":1}\n{\"a\":2}\n{\n", ModelFormat.JsonLines)))
            {
                rows.Add(row.ToString());
            }
        });

        Assert.Equal(["{\"a\":1}", "{\"a\":2}"], rows);
    }

    private Task<ModelContentException> ReadAsync(ModelVersion version) =>
        Assert.ThrowsAsync<ModelContentException>(() => new ModelBench(_store).ReadAsync<Rates, Rate>(Model.Of<Rates>(), version));
}
