using System.IO.Compression;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Reading;

/// <summary>The uncompressed bytes of a version. Its end is reached only when the stored bytes had the hash that was committed.</summary>
internal sealed class ContentStream : ReadOnlyStream
{
    private readonly ModelVersion _version;
    private readonly VerifiedStream _stored;
    private readonly GZipStream? _gzip;

    private ContentStream(ModelVersion version, Stream stored)
    {
        _version = version;
        _stored = new VerifiedStream(version, stored);
        _gzip = version.Compression == ModelCompression.Gzip ? new GZipStream(_stored, CompressionMode.Decompress, leaveOpen: true) : null;
    }

    public static async Task<ContentStream> OpenAsync(IObjectStore store, ModelVersion version, CancellationToken cancellationToken) =>
        new(version, await store.OpenReadAsync(version.Blob, cancellationToken));

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
        new($"Blob '{_version.Blob}' of model '{_version.Model}' version {_version.Version} has the bytes that were committed, but they are not gzip: {exception.Message}", exception);
}
