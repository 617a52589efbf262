using Etl.Core.Models;
using Etl.Core.Tasks;
using Etl.Storage.ModelData.Reading;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

/// <summary>A row may have a size; one more byte is refused.</summary>
public sealed class RowSizeTests
{
    // {"value":""}
    private const int Frame = 12;
    private const int MaxRow = 1_000;
    private const int MaxLine = 128 * 1024;

    [Theory]
    [InlineData(ModelFormat.JsonLines)]
    [InlineData(ModelFormat.Csv)]
    public async Task RowOfTheLimit_IsWrittenAndRead(ModelFormat format)
    {
        var (store, model) = (new MemoryObjectStore(), Model.Of<Names>());
        Name[] rows = [new("a"), new(new string('x', MaxRow - Frame))];
        var version = await Bench(store).WriteAsync(model, rows, ModelBench.Stored(model, format, ModelCompression.None));

        Assert.Equal(rows, await Bench(store).ReadAsync<Names, Name>(model, version));
    }

    [Theory]
    [InlineData(MaxRow + 1)]
    [InlineData(2_000_000)]
    public async Task LargerRow_IsRefusedAndNamed(int bytes)
    {
        Name[] rows = [new("a"), new(new string('x', bytes - Frame))];

        var refused = await Assert.ThrowsAsync<PermanentTaskException>(() => Bench(new MemoryObjectStore()).WriteAsync(Model.Of<Names>(), rows));

        Assert.Equal("Row 2 of output 'Names' can't be written as JSON: it has more than 1,000 bytes. Divide it into several rows, or make a model of a file of it.", refused.Message);
    }

    [Fact]
    public async Task LineOfTheLimit_IsRead_AndALongerOneIsRefusedWithItsNumber()
    {
        await using var decoder = new JsonLinesDecoder(new MemoryStream([.. Line(10), .. Line(MaxLine - 1), .. Line(MaxLine)]), MaxLine);

        Assert.True(await decoder.ReadAsync(TestContext.Current.CancellationToken));
        Assert.True(await decoder.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(MaxLine - 1, decoder.Row.Count);
        var refused = await Assert.ThrowsAsync<FormatException>(async () => await decoder.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal((3L, "The line has 131,072 bytes and more: no row is so large."), (decoder.Line, refused.Message));
    }

    private static ModelBench Bench(MemoryObjectStore store) => new(store) { Parts = new PartSettings { MaxRowBytes = MaxRow } };

    private static byte[] Line(int length) => [.. Enumerable.Repeat((byte)'x', length), (byte)'\n'];
}
