using System.IO.Compression;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Reading;

/// <summary>The uncompressed bytes of one blob of a version. Its end is reached only when the stored bytes had the hash that was committed.</summary>
internal sealed class ContentStream : ReadOnlyStream
{
    private readonly ModelVersion _version;
    private readonly VersionPart _part;
    private readonly VerifiedStream _stored;
    private readonly GZipStream? _gzip;

    private ContentStream(ModelVersion version, VersionPart part, Stream stored, CacheEntry? copy)
    {
        _version = version;
        _part = part;
        _stored = new VerifiedStream(version, part, stored, copy);
        _gzip = version.Compression == ModelCompression.Gzip ? new GZipStream(_stored, CompressionMode.Decompress, leaveOpen: true) : null;
    }

    /// <summary>Opens a blob, or the copy of it on this machine.</summary>
    /// <exception cref="ModelContentException">The blob is gone.</exception>
    public static async Task<ContentStream> OpenAsync(IObjectStore store, BlobCache? cache, ModelVersion version, VersionPart part, CancellationToken cancellationToken)
    {
        if (cache is not null && await cache.TryOpenAsync(part.BlobSha256, part.Bytes, cancellationToken) is { } cached)
        {
            return new ContentStream(version, part, cached, copy: null);
        }

        try
        {
            var stored = await store.OpenReadAsync(part.Blob, cancellationToken);
            return new ContentStream(version, part, stored, cache?.TryBegin());
        }
        catch (ObjectNotFoundException exception)
        {
            throw ModelContentException.Missing(version, part, store.Description, exception);
        }
    }

    /// <summary>Reads the rest of the stored bytes, so that damage is reported rather than what it did to the content.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        while (await _stored.ReadAsync(buffer, cancellationToken) > 0)
        {
            // The hash is taken on the way.
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_gzip is null)
        {
            return await _stored.ReadAsync(buffer, cancellationToken);
        }

        try
        {
            var count = await _gzip.ReadAsync(buffer, cancellationToken);
            if (count == 0 && !buffer.IsEmpty)
            {
                await VerifyAsync(cancellationToken);
            }

            return count;
        }
        catch (InvalidDataException exception)
        {
            await VerifyAsync(cancellationToken);
            throw NotGzip(exception);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (_gzip is null)
        {
            return _stored.Read(buffer);
        }

        try
        {
            var count = _gzip.Read(buffer);
            if (count == 0 && !buffer.IsEmpty)
            {
                Verify();
            }

            return count;
        }
        catch (InvalidDataException exception)
        {
            Verify();
            throw NotGzip(exception);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync();
        }

        await _stored.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip?.Dispose();
            _stored.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Verify()
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (_stored.Read(buffer) > 0)
        {
            // The hash is taken on the way.
        }
    }

    private ModelContentException NotGzip(Exception exception) =>
        new($"Blob '{_part.Blob}' of model '{_version.Model}' version {_version.Version} has the bytes that were committed, but they are not gzip: {exception.Message}", exception);
}
