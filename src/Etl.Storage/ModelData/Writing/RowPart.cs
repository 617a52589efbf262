using System.Threading.Channels;
using Etl.Core.Registry;

namespace Etl.Storage.ModelData.Writing;

/// <summary>
/// One blob of rows, written by a worker on the thread pool: it encodes, compresses, hashes and uploads the chunks that it is given,
/// and commits the blob after the last one. Whatever happens, the worker gives back every chunk and disposes the blob.
/// </summary>
internal sealed class RowPart
{
    private readonly Channel<(RowChunk Chunk, int Taken)> _chunks =
        Channel.CreateUnbounded<(RowChunk, int)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly EncodedBlob _blob;
    private readonly IRowEncoder _encoder;
    private readonly ChunkBudget _budget;
    private readonly Func<Exception, Task> _fail;

    public RowPart(EncodedBlob blob, IRowEncoder encoder, ChunkBudget budget, Func<Exception, Task> fail, CancellationToken stopping)
    {
        _blob = blob;
        _encoder = encoder;
        _budget = budget;
        _fail = fail;
        Ended = Task.Run(() => RunAsync(stopping), CancellationToken.None);
    }

    public string BlobName => _blob.Name;

    /// <summary>Whether the blob may be in the store, also after a failure.</summary>
    public bool MayBeCommitted { get; private set; }

    /// <summary>Never fails: null when the part did, which was told to whoever made it.</summary>
    public Task<VersionPart?> Ended { get; }

    /// <summary>Takes a chunk over; false when the worker has given up, and the chunk stays the caller's.</summary>
    public bool TryTake(RowChunk chunk, int taken) => _chunks.Writer.TryWrite((chunk, taken));

    /// <summary>No chunk will follow.</summary>
    public void Complete() => _chunks.Writer.TryComplete();

    private async Task<VersionPart?> RunAsync(CancellationToken stopping)
    {
        try
        {
            await using var blob = _blob;
            return await WriteAsync(stopping);
        }
#pragma warning disable CA1031 // whatever it is, the task hears of it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await _fail(exception);
            return null;
        }
        finally
        {
            Complete();
            while (_chunks.Reader.TryRead(out var left))
            {
                GiveBack(left);
            }
        }
    }

    private async Task<VersionPart> WriteAsync(CancellationToken stopping)
    {
        long rows = 0;
        await foreach (var next in _chunks.Reader.ReadAllAsync(stopping))
        {
            try
            {
                await _blob.WriteAsync(_encoder.Encode(next.Chunk), stopping);
                rows += next.Chunk.Rows;
            }
            finally
            {
                GiveBack(next);
            }
        }

        stopping.ThrowIfCancellationRequested();
        MayBeCommitted = true;
        return await _blob.CommitAsync(rows, stopping);
    }

    private void GiveBack((RowChunk Chunk, int Taken) chunk)
    {
        chunk.Chunk.Return();
        _budget.Return(chunk.Taken);
    }
}
