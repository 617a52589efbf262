using System.Security.Cryptography;
using Etl.Core.Models;

namespace Etl.Storage.ModelData.Writing;

/// <summary>
/// One version that is written as one blob: canonical bytes go into the content hash, encoded bytes into the blob.
/// It may be disposed while a task that was given up is still inside a write.
/// </summary>
internal sealed class BlobOutput(OutputTarget target) : IAsyncDisposable
{
    private readonly IncrementalHash _contentHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Lock _lock = new();
    private readonly EncodedBlob _blob = target.OpenBlob();
    private bool _isBusy;
    private bool _hasFailed;
    private bool _hasEnded;
    private bool _isDisposed;

    public Model Model => target.Model;

    public string Version => target.Version;

    public void AppendContent(ReadOnlySpan<byte> canonical) => _contentHash.AppendData(canonical);

    /// <summary>Appends encoded bytes. After a write that failed or was cancelled the output can't be continued: nobody knows how much of it was taken.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken)
    {
        EnsureWritable();
        return encoded.IsEmpty ? ValueTask.CompletedTask : new ValueTask(UseAsync(() => _blob.WriteAsync(encoded, cancellationToken)));
    }

    public void EnsureWritable()
    {
        if (_hasEnded)
        {
            throw OutputErrors.HasEnded(Model);
        }

        if (_isBusy || _hasFailed)
        {
            throw OutputErrors.CannotBeContinued(Model);
        }
    }

    /// <summary>Ends the content and makes the blob durable.</summary>
    public async Task<WrittenContent> CommitAsync(long rows, CancellationToken cancellationToken)
    {
        EnsureWritable();
        _hasEnded = true;
        WrittenContent? written = null;
        await UseAsync(async () =>
        {
            var part = await _blob.CommitAsync(rows, cancellationToken);
            written = new WrittenContent([part], Convert.ToHexStringLower(_contentHash.GetCurrentHash()));
        });
        return written!;
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
        await _blob.DisposeAsync();
        _contentHash.Dispose();
    }
}
