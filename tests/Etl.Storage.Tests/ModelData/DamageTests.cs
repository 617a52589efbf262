using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.ModelData;
using Etl.Storage.Tests.ModelData.Support;

namespace Etl.Storage.Tests.ModelData;

public sealed class DamageTests
{
    private readonly MemoryObjectStore _store = new();

    public static TheoryData<ModelFormat, ModelCompression> Encodings => new()
    {
        { ModelFormat.JsonLines, ModelCompression.None },
        { ModelFormat.JsonLines, ModelCompression.Gzip },
        { ModelFormat.Csv, ModelCompression.None },
        { ModelFormat.Csv, ModelCompression.Gzip },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task EveryChangedByte_IsReportedAsDamage(ModelFormat format, ModelCompression compression)
    {
        var version = await WriteAsync(format, compression);
        var bytes = _store.Objects[version.Blob];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            var exception = await Assert.ThrowsAsync<ModelContentException>(() => ReadAsync(version));
            bytes[i] ^= 0x10;
            Assert.Equal($"Blob '{version.Blob}' of model 'Rates' version {version.Version} is not what was committed (sha256 differs): it was changed or damaged. Run task 'Produce' again to make a new version.", exception.Message);
            Assert.False(exception.IsTransient);
        }

        Assert.Equal(0, _store.Open);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task EveryTruncation_IsReportedAsDamage(ModelFormat format, ModelCompression compression)
    {
        var version = await WriteAsync(format, compression);
        var bytes = _store.Objects[version.Blob];
        for (var length = 0; length < bytes.Length; length++)
        {
            _store.Objects[version.Blob] = bytes[..length];
            var exception = await Assert.ThrowsAsync<ModelContentException>(() => ReadAsync(version));
            Assert.Contains($"Blob '{version.Blob}' of model 'Rates' version {version.Version} is not what was committed (it has {length} bytes instead of {bytes.Length})", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task BytesAfterTheEnd_AreReportedAsDamage(ModelFormat format, ModelCompression compression)
    {
        var version = await WriteAsync(format, compression);
        _store.Objects[version.Blob] = [.. _store.Objects[version.Blob], (byte)'\n'];

        var exception = await Assert.ThrowsAsync<ModelContentException>(() => ReadAsync(version));

        Assert.Contains($"it has more than {version.Bytes} bytes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelCompression.None)]
    [InlineData(ModelCompression.Gzip)]
    public async Task ADamagedFile_FailsAtItsEnd_HoweverItIsRead(ModelCompression compression)
    {
        var model = Model.Of<Report>();
        var bench = new ModelBench(_store);
        await using var attempt = bench.Open([model], ModelBench.Stored(model, null, compression));
        await using (var output = await attempt.Context.OpenOutputAsync(model))
        {
            await output.WriteAsync("<p>All rooms are taken.</p>"u8.ToArray());
        }

        var version = Assert.Single(await attempt.Data.CompleteAsync());
        _store.Objects[version.Blob][^1] ^= 1;

        await using var asynchronous = await bench.Models.OpenContentAsync(version);
        await Assert.ThrowsAsync<ModelContentException>(() => asynchronous.CopyToAsync(Stream.Null));
        await using var synchronous = await bench.Models.OpenContentAsync(version);
        Assert.Throws<ModelContentException>(() => synchronous.CopyTo(Stream.Null));
    }

    [Fact]
    public async Task BytesThatTheDecompressorDoesNotAskFor_AreVerifiedToo()
    {
        byte[] emptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var version = _store.Put([.. emptyGzip, .. Enumerable.Repeat((byte)'x', 100_000)], ModelFormat.Bytes, ModelCompression.Gzip);
        _store.Objects[version.Blob][^1] = (byte)'y';
        var models = new ModelBench(_store).Models;

        await using var asynchronous = await models.OpenContentAsync(version);
        await Assert.ThrowsAsync<ModelContentException>(() => asynchronous.CopyToAsync(Stream.Null));
        await using var synchronous = await models.OpenContentAsync(version);
        Assert.Throws<ModelContentException>(() => synchronous.CopyTo(Stream.Null));
    }

    [Fact]
    public async Task ABlobThatIsGone_IsNamed()
    {
        var version = await WriteAsync(ModelFormat.JsonLines, ModelCompression.None);
        _store.Objects.Clear();

        var exception = await Assert.ThrowsAsync<ModelContentException>(() => ReadAsync(version));

        Assert.Equal($"Blob '{version.Blob}' of model 'Rates' version {version.Version} is not in the store memory. It may have been deleted by hand. Run task 'Produce' again to make a new version.", exception.Message);
    }

    private async Task<ModelVersion> WriteAsync(ModelFormat format, ModelCompression compression)
    {
        var model = Model.Of<Rates>();
        return await new ModelBench(_store).WriteAsync(model, [new Rate("North, 1", 10m), new Rate("South \"2\"", null)], ModelBench.Stored(model, format, compression));
    }

    private Task<List<Rate>> ReadAsync(ModelVersion version) => new ModelBench(_store).ReadAsync<Rates, Rate>(Model.Of<Rates>(), version);
}
