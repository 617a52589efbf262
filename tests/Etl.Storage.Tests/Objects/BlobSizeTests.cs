using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Objects;

/// <summary>As many blocks as a blob may have, and one more. The service is left out: it would take fifty thousand requests.</summary>
public sealed class BlobSizeTests
{
    private const int MostBlocks = 50_000;

    [Fact]
    public async Task Upload_OfAsManyBlocksAsABlobMayHave_IsCommitted()
    {
        var blob = new CountingBlob();
        await using var upload = Open(blob);

        await upload.WriteAsync(new byte[MostBlocks]);
        await upload.CommitAsync();

        Assert.Equal((MostBlocks, MostBlocks), (blob.Staged, blob.Committed));
    }

    [Fact]
    public async Task Upload_OfOneBlockMore_IsRefused_AndNothingIsCommitted()
    {
        var blob = new CountingBlob();
        await using var upload = Open(blob);
        await upload.WriteAsync(new byte[MostBlocks]);

        var error = await Assert.ThrowsAsync<StoreException>(async () => await upload.WriteAsync(new byte[1]));

        Assert.Contains("is too large: a blob can't have more than 50000 blocks", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Equal((MostBlocks, 0), (blob.Staged, blob.Committed));
    }

    private static BlobUpload Open(BlockBlobClient blob) => new(blob, blockSize: 1, "models/Large/1", new BlobErrors(new BlobContainerClient(new Uri("https://account.blob.example/container"))));

    private sealed class CountingBlob : BlockBlobClient
    {
        private int _staged;

        public int Staged => _staged;

        public int Committed { get; private set; }

        public override Task<Response<BlockInfo>> StageBlockAsync(string base64BlockId, Stream content, BlockBlobStageBlockOptions options = null!, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _staged);
            return Task.FromResult(Response.FromValue<BlockInfo>(null!, null!));
        }

        public override Task<Response<BlobContentInfo>> CommitBlockListAsync(IEnumerable<string> base64BlockIds, CommitBlockListOptions options, CancellationToken cancellationToken = default)
        {
            Committed = base64BlockIds.Count();
            return Task.FromResult(Response.FromValue<BlobContentInfo>(null!, null!));
        }
    }
}
