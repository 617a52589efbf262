using System.Buffers;
using System.Buffers.Binary;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Etl.Storage.Objects;

/// <summary>
/// A blob that is sent in blocks while it is written, and appears when its block list is committed. What is smaller than a block is
/// one plain put. Memory: a block for each that is on its way, and the one being filled.
/// </summary>
internal sealed class BlobUpload(BlockBlobClient blob, int blockSize, string name, StoreErrors errors) : ObjectUpload
{
    private const int MostInFlight = 3;
    private const int MostBlocks = 50_000;

    private readonly Queue<Task> _inFlight = new();
    private readonly List<string> _blockIds = [];
    private readonly CancellationTokenSource _discarded = new();

    // Block ids of two uploads of one name must differ, or a block of one would end up in the other.
    private readonly Guid _id = Guid.NewGuid();

    private byte[]? _block;
    private int _filled;
    private bool _isClosed;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        while (!bytes.IsEmpty)
        {
            _block ??= ArrayPool<byte>.Shared.Rent(blockSize);
            var count = Math.Min(blockSize - _filled, bytes.Length);
            bytes.Span[..count].CopyTo(_block.AsSpan(_filled));
            bytes = bytes[count..];
            _filled += count;
            if (_filled == blockSize)
            {
                await SendBlockAsync(cancellationToken);
            }
        }
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _isClosed = true;
        if (_blockIds.Count == 0)
        {
            await errors.RunAsync(name, "written", PutWholeAsync, cancellationToken);
            return;
        }

        if (_filled > 0)
        {
            await SendBlockAsync(cancellationToken);
        }

        await WaitForBlocksAsync(inFlightAtMost: 0, cancellationToken);
        await errors.RunAsync(name, "written", () => blob.CommitBlockListAsync(_blockIds, new CommitBlockListOptions(), cancellationToken), cancellationToken);

        Task<Azure.Response<BlobContentInfo>> PutWholeAsync() =>
            blob.UploadAsync(new MemoryStream(_block ?? [], 0, _filled, writable: false), new BlobUploadOptions(), cancellationToken);
    }

    /// <summary>Blocks that were sent and not committed are invisible; the service removes them after a week.</summary>
    public override async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await _discarded.CancelAsync();
        await Task.WhenAll(_inFlight).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _inFlight.Clear();
        _discarded.Dispose();
        ReturnBlock();
    }

    private async Task SendBlockAsync(CancellationToken cancellationToken)
    {
        if (_blockIds.Count == MostBlocks)
        {
            throw new StoreException(
                $"'{name}' is too large: a blob can't have more than {MostBlocks} blocks of {blockSize >> 20} MiB. Split the model over several keys.", isTransient: false);
        }

        await WaitForBlocksAsync(inFlightAtMost: MostInFlight - 1, cancellationToken);
        var blockId = BlockId(_blockIds.Count);
        _blockIds.Add(blockId);
        _inFlight.Enqueue(StageAsync(blockId, _block!, _filled));
        _block = null;
        _filled = 0;
    }

    // A block that failed stays at the head of the queue, so nothing can be written or committed after it.
    private async Task WaitForBlocksAsync(int inFlightAtMost, CancellationToken cancellationToken)
    {
        while (_inFlight.Count > inFlightAtMost)
        {
            await _inFlight.Peek().WaitAsync(cancellationToken);
            _ = _inFlight.Dequeue();
        }
    }

    private async Task StageAsync(string blockId, byte[] block, int count)
    {
        try
        {
            using var content = new MemoryStream(block, 0, count, writable: false);
            await errors.RunAsync(name, "written", () => blob.StageBlockAsync(blockId, content, new BlockBlobStageBlockOptions(), _discarded.Token), _discarded.Token);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private string BlockId(int index)
    {
        Span<byte> bytes = stackalloc byte[20];
        _id.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], index);
        return Convert.ToBase64String(bytes);
    }

    private void ReturnBlock()
    {
        if (_block is { } block)
        {
            _block = null;
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
