using System.IO.Compression;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Writing;

/// <summary>
/// One blob that is being written: encoded bytes go through compression and hash into the upload, and into the cache.
/// Not thread-safe. After a failure nobody knows how much was taken: then it can only be disposed.
/// </summary>
internal sealed class EncodedBlob : IAsyncDisposable
{
    // GZipStream writes nothing at all for no content, which other tools refuse as a truncated file.
    private static readonly byte[] EmptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly ObjectUpload _upload;
    private readonly CacheEntry? _cached;
    private readonly BlobSink _sink;
    private readonly GZipStream? _gzip;

    public EncodedBlob(IObjectStore store, BlobCache? cache, string name, ModelCompression compression, AttemptProgress progress)
    {
        Name = name;
        _upload = store.CreateUpload(name);
        _cached = cache?.TryBegin();
        _sink = new BlobSink(_upload, _cached, progress);
        _gzip = compression == ModelCompression.Gzip ? new GZipStream(_sink, CompressionLevel.Fastest, leaveOpen: true) : null;
    }

    public string Name { get; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken) =>
        encoded.IsEmpty ? ValueTask.CompletedTask : ((Stream?)_gzip ?? _sink).WriteAsync(encoded, cancellationToken);

    /// <summary>Ends the content and makes the blob durable.</summary>
    public async Task<VersionPart> CommitAsync(long rows, CancellationToken cancellationToken)
    {
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync();
            if (_sink.Bytes == 0)
            {
                await _sink.WriteAsync(EmptyGzip, cancellationToken);
            }
        }

        await _upload.CommitAsync(cancellationToken);
        var part = new VersionPart(Name, rows, _sink.Bytes, _sink.Sha256());
        _cached?.Commit(part.BlobSha256);
        return part;
    }

    /// <summary>Discards what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        _sink.Discard();
        _cached?.Dispose();
        await _upload.DisposeAsync();
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync();
        }

        await _sink.DisposeAsync();
    }
}
