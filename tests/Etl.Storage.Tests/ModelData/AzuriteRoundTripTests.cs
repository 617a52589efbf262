using System.Text.Json;
using Azure.Storage.Blobs;
using Etl.Core.Models;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Tests.Azurite;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

/// <summary>On a real Azurite.</summary>
public sealed class AzuriteRoundTripTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private BlobContainerClient? _container;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DeleteAsync();
        }
    }

    [Theory]
    [MemberData(nameof(DamageTests.Encodings), MemberType = typeof(DamageTests))]
    public async Task Rows_OfSeveralBlocks_AreReadBack(ModelFormat format, ModelCompression compression)
    {
        var sample = StayGenerator.Sample(200);
        var rows = Enumerable.Range(0, 2_000).Select(i => sample[i % sample.Length] with { Id = i }).ToList();
        var bench = new ModelBench(await OpenAsync(blockSize: 64 * 1024));
        var model = Model.Of<Stays>();

        var version = await bench.WriteAsync(model, rows, ModelBench.Stored(model, format, compression));

        Assert.True(version.Bytes > 64 * 1024);
        Assert.Equal(rows.Select(row => JsonSerializer.Serialize(row)), (await bench.ReadAsync<Stays, Stay>(model, version)).Select(row => JsonSerializer.Serialize(row)));
    }

    [Fact]
    public async Task ADocumentAndAFile_AreReadBack()
    {
        var bench = new ModelBench(await OpenAsync());
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
    }

    [Fact]
    public async Task ABlobThatWasChanged_IsReportedAsDamage()
    {
        var bench = new ModelBench(await OpenAsync());
        var model = Model.Of<Rates>();
        var version = await bench.WriteAsync(model, [new Rate("A", 1)], ModelBench.Stored(model, ModelFormat.JsonLines, ModelCompression.None));
        await _container!.GetBlobClient(version.Blob).UploadAsync(BinaryData.FromString("{\"room\":\"A\",\"price\":2}\n"), overwrite: true);

        var exception = await Assert.ThrowsAsync<ModelContentException>(() => bench.ReadAsync<Rates, Rate>(model, version));

        Assert.Contains("sha256 differs", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WithoutComplete_LeavesNoBlob()
    {
        await using (var attempt = new ModelBench(await OpenAsync(blockSize: 64 * 1024)).Open([Model.Of<Stays>()]))
        {
            var output = attempt.Context.Output(Model.Of<Stays>());
            foreach (var row in StayGenerator.Sample(1_000))
            {
                await output.WriteAsync(row);
            }
        }

        await foreach (var blob in _container!.GetBlobsAsync())
        {
            Assert.Fail($"{blob.Name} was left.");
        }
    }

    private async Task<BlobObjectStore> OpenAsync(int blockSize = 4 * 1024 * 1024)
    {
        _container = await azurite.CreateContainerAsync();
        return new BlobObjectStore(_container) { BlockSize = blockSize };
    }
}
