using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

/// <summary>
/// What 200,000 rows allocate does not depend on how many they are, but for the rows themselves. The bounds are those of a
/// debug build, in which every asynchronous call allocates. Workers allocate too, so all of the process is measured, and no other test runs beside.
/// </summary>
[Collection(nameof(AloneCollection))]
public sealed class AllocationTests
{
    private const int Rows = 200_000;

    private static readonly ModelRef<Rates> Rates = Model.Of<Rates>();

    // How many buffers there are depends on who is faster, up to the limit.
    private static readonly PartSettings FewChunks = new() { ChunksInFlight = 2 };

    public static TheoryData<ModelFormat, ModelCompression> Encodings => DamageTests.Encodings;

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Writing_AllocatesNothingForARow(ModelFormat format, ModelCompression compression)
    {
        var bench = Bench(new MemoryObjectStore { Forgets = true });
        await WriteAsync(bench, format, compression, Rows);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await WriteAsync(bench, format, compression, Rows);

        AssertAtMost(4, before);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Reading_AllocatesLittleMoreThanTheRow(ModelFormat format, ModelCompression compression)
    {
        var store = new MemoryObjectStore();
        var version = await WriteAsync(Bench(store), format, compression, Rows);
        await using var attempt = new ModelBench(store).Open([], requires: [Rates], inputs: version);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var count = 0;
        await foreach (var row in attempt.Context.Input(Rates))
        {
            count += row.Room.Length > 0 ? 1 : 0;
        }

        Assert.Equal(Rows, count);
        AssertAtMost(600, before);
    }

    private static ModelBench Bench(MemoryObjectStore store) => new(store) { Parts = FewChunks };

    private static void AssertAtMost(int bytesPerRow, long before)
    {
        var perRow = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Rows;
        TestContext.Current.SendDiagnosticMessage("{0}: {1:0.0} bytes a row", TestContext.Current.Test!.TestDisplayName, perRow);
        Assert.True(perRow <= bytesPerRow, $"{perRow:0.0} bytes a row");
    }

    private static async Task<ModelVersion> WriteAsync(ModelBench bench, ModelFormat format, ModelCompression compression, int count)
    {
        var row = new Rate("Room 1234", 99.95m);
        await using var attempt = bench.Open([Rates], ModelBench.Stored(Rates, format, compression));
        var output = attempt.Context.Output(Rates);
        for (var i = 0; i < count; i++)
        {
            await output.WriteAsync(row);
        }

        return Assert.Single(await attempt.Data.CompleteAsync());
    }
}

[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
