using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

/// <summary>
/// What 200,000 rows allocate does not depend on how many they are, but for the rows themselves. The bounds are those of a
/// debug build, in which every asynchronous call allocates. All runs on one thread here.
/// </summary>
public sealed class AllocationTests
{
    private const int Rows = 200_000;

    private static readonly ModelRef<Rates> Rates = Model.Of<Rates>();

    public static TheoryData<ModelFormat, ModelCompression> Encodings => DamageTests.Encodings;

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Writing_AllocatesNothingForARow(ModelFormat format, ModelCompression compression)
    {
        var store = new MemoryObjectStore { Forgets = true };
        await WriteAsync(store, format, compression, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        await WriteAsync(store, format, compression, Rows);

        AssertAtMost(4, before);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Reading_AllocatesLittleMoreThanTheRow(ModelFormat format, ModelCompression compression)
    {
        var store = new MemoryObjectStore();
        var version = await WriteAsync(store, format, compression, Rows);
        await using var attempt = new ModelBench(store).Open([], requires: [Rates], inputs: version);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var count = 0;
        await foreach (var row in attempt.Context.Input(Rates))
        {
            count += row.Room.Length > 0 ? 1 : 0;
        }

        Assert.Equal(Rows, count);
        AssertAtMost(600, before);
    }

    private static void AssertAtMost(int bytesPerRow, long before)
    {
        var perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rows;
        TestContext.Current.SendDiagnosticMessage("{0}: {1:0.0} bytes a row", TestContext.Current.Test!.TestDisplayName, perRow);
        Assert.True(perRow <= bytesPerRow, $"{perRow:0.0} bytes a row");
    }

    private static async Task<ModelVersion> WriteAsync(MemoryObjectStore store, ModelFormat format, ModelCompression compression, int count)
    {
        var row = new Rate("Room 1234", 99.95m);
        await using var attempt = new ModelBench(store).Open([Rates], ModelBench.Stored(Rates, format, compression));
        var output = attempt.Context.Output(Rates);
        for (var i = 0; i < count; i++)
        {
            await output.WriteAsync(row);
        }

        return Assert.Single(await attempt.Data.CompleteAsync());
    }
}
