using System.IO.Compression;
using System.Security.Cryptography;
using Etl.Core.Models;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Writing;

/// <summary>
/// One version that is being written: encoded bytes go through compression and hash into the upload, canonical bytes into the
/// content hash. It may be disposed while a task that was given up is still inside a write.
/// </summary>
internal sealed class BlobOutput : IAsyncDisposable
{
    // GZipStream writes nothing at all for no content, which other tools refuse as a truncated file.
    private static readonly byte[] EmptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly IncrementalHash _contentHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Lock _lock = new();
    private readonly ObjectUpload _upload;
    private readonly BlobSink _sink;
    private readonly GZipStream? _gzip;
    private bool _isBusy;
    private bool _hasFailed;
    private bool _hasEnded;
    private bool _isDisposed;

    public BlobOutput(IObjectStore store, Model model, AttemptProgress progress)
    {
        Model = model;
        Version = BlobNaming.NewVersion();
        Name = BlobNaming.BlobName(model, Version);
        _upload = store.CreateUpload(Name);
        _sink = new BlobSink(_upload, progress);
        _gzip = model.Compression == ModelCompression.Gzip ? new GZipStream(_sink, CompressionLevel.Fastest, leaveOpen: true) : null;
    }

    public Model Model { get; }

    public string Version { get; }

    public string Name { get; }

    public long Bytes => _sink.Bytes;

    public void AppendContent(ReadOnlySpan<byte> canonical) => _contentHash.AppendData(canonical);

    /// <summary>Appends encoded bytes. After a write that failed or was cancelled the output can't be continued: nobody knows how much of it was taken.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken)
    {
        EnsureWritable();
        return encoded.IsEmpty ? ValueTask.CompletedTask : new ValueTask(UseAsync(() => ((Stream?)_gzip ?? _sink).WriteAsync(encoded, cancellationToken)));
    }

    public void EnsureWritable()
    {
        if (_hasEnded)
        {
            throw new InvalidOperationException($"The output '{Model.Name}' has ended and can't be written any more. A writer is valid until its task returns.");
        }

        if (_isBusy || _hasFailed)
        {
            throw new InvalidOperationException($"An earlier write to the output '{Model.Name}' failed, was cancelled or has not ended, so the output can't be continued. Await every write, and let the task fail when one fails.");
        }
    }

    /// <summary>Ends the content and makes the blob durable.</summary>
    public async Task<WrittenContent> CommitAsync(CancellationToken cancellationToken)
    {
        EnsureWritable();
        _hasEnded = true;
        await UseAsync(async () =>
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
        });
        return new WrittenContent(_sink.Sha256(), Convert.ToHexStringLower(_contentHash.GetCurrentHash()));
    }

    public ValueTask DisposeAsync()
    {
        bool isForMe;
        lock (_lock)
        {
            // Nothing is taken away under a write: it releases all when it ends.
            isForMe = !_isBusy && !_isDisposed;
            _hasEnded = true;
            _isDisposed = true;
        }

        return isForMe ? ReleaseAsync() : ValueTask.CompletedTask;
    }

    private async Task UseAsync(Func<ValueTask> use)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _isBusy = true;
            _hasFailed = true;
        }

        try
        {
            await use();
            _hasFailed = false;
        }
        finally
        {
            bool isDisposed;
            lock (_lock)
            {
                _isBusy = false;
                isDisposed = _isDisposed;
            }

            if (isDisposed)
            {
                await ReleaseAsync();
            }
        }
    }

    private async ValueTask ReleaseAsync()
    {
        _sink.Discard();
        await _upload.DisposeAsync();
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync();
        }

        await _sink.DisposeAsync();
        _contentHash.Dispose();
    }
}
