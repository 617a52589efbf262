using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Writing;

/// <summary>
/// One version of rows that is being written. The caller fills chunks with canonical rows; full ones are hashed in order and handed to the worker of
/// the current part. After a failure all workers stop, and the next call throws what failed.
/// </summary>
/// <remarks>
/// It may be disposed while a task that was given up is still inside a write: workers are stopped and waited for, the chunk in the
/// task's hands and the hash are left to the garbage collector.
/// </remarks>
internal sealed class RowParts(OutputTarget target, RowEncoding encoding, TimeProvider time, CancellationToken stopping) : IAsyncDisposable
{
    private const int FirstChunkBytes = 16 * 1024;

    // When the store can't be reached, nobody waits long for it to forget what nobody reads.
    private static readonly TimeSpan DeletingLimit = TimeSpan.FromSeconds(10);

    private readonly PartSettings _settings = target.Store.Settings;
    private readonly ChunkBudget _budget = target.Store.Budget;
    private readonly IncrementalHash _contentHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly List<RowPart> _parts = [];
    private readonly Queue<RowPart> _running = new();
    private RowPart? _current;
    private long _currentBytes;
    private ExceptionDispatchInfo? _failure;
    private bool _isBusy;
    private bool _hasFailed;
    private bool _hasEnded;
    private bool _isDisposed;
    private bool _isCommitted;

    /// <summary>Where the next row is written; another one after each row.</summary>
    public RowChunk Chunk { get; private set; } = new(target.Store.Budget.Pool, Math.Min(FirstChunkBytes, target.Store.Settings.ChunkBytes), target.Store.Settings.MaxRowBytes);

    /// <summary>Throws when no row can be taken. A task that catches that can't go on as if nothing had happened.</summary>
    public void EnsureWritable(CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            _hasFailed = true;
            stopping.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
        }

        EnsureWritable();
    }

    /// <summary>Throws when nothing more can be written; the first time after a worker has failed, what it failed with.</summary>
    public void EnsureWritable()
    {
        if (_hasEnded)
        {
            throw OutputErrors.HasEnded(target.Model);
        }

        if (_isBusy || _hasFailed)
        {
            throw OutputErrors.CannotBeContinued(target.Model, _failure?.SourceException);
        }

        ThrowFailure();
    }

    /// <summary>Ends the row that was written to <see cref="Chunk"/>. Waits when the workers are behind.</summary>
    public ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        Chunk.EndRow();
        return Chunk.Length < _settings.ChunkBytes && _currentBytes + Chunk.Length < _settings.PartBytes ? ValueTask.CompletedTask : HandOverAsync(isLast: false, cancellationToken);
    }

    /// <summary>Waits until every part is durable. Called once.</summary>
    public async Task<WrittenContent> CommitAsync(CancellationToken cancellationToken)
    {
        EnsureWritable();
        if (Chunk.Rows > 0 || _parts.Count == 0)
        {
            await HandOverAsync(isLast: true, cancellationToken);
        }

        _hasEnded = true;
        _current?.Complete();
        var parts = await Task.WhenAll(_parts.Select(part => part.Ended)).WaitAsync(cancellationToken);
        ThrowFailure();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _isCommitted = true;
        }

        var content = Convert.ToHexStringLower(_contentHash.GetHashAndReset());
        _contentHash.Dispose();
        Chunk.Return();
        return new WrittenContent([.. parts.Select(part => part!)], content);
    }

    /// <summary>Stops the workers. Blobs that were written already are deleted unless all were; what can't be deleted is left to the garbage collection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _hasEnded = true;
        }

        await _ending.CancelAsync();
        await Task.WhenAll(_parts.Select(part => part.Ended));
        if (!_isCommitted)
        {
            await DeleteAsync([.. _parts.Where(part => part.MayBeCommitted)]);
        }
    }

    private async ValueTask HandOverAsync(bool isLast, CancellationToken cancellationToken)
    {
        _isBusy = true;
        _hasFailed = true;
        try
        {
            _contentHash.AppendData(Chunk.Bytes.Span);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping, _ending.Token);
            var part = _current ?? await StartPartAsync(either.Token);
            var taken = await _budget.TakeAsync(Chunk.Length / _settings.ChunkBytes, either.Token);
            _currentBytes += Chunk.Length;
            if (!part.TryTake(Chunk, taken))
            {
                _budget.Return(taken);
                throw Gone();
            }

            Chunk = new RowChunk(_budget.Pool, isLast ? 0 : _settings.ChunkBytes + (_settings.ChunkBytes / 31), _settings.MaxRowBytes);
            if (_currentBytes >= _settings.PartBytes)
            {
                part.Complete();
                _current = null;
                _currentBytes = 0;
            }

            _hasFailed = false;
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            throw Gone();
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async ValueTask<RowPart> StartPartAsync(CancellationToken cancellationToken)
    {
        while (_running.Count >= _settings.PartsInFlight)
        {
            await _running.Peek().Ended.WaitAsync(cancellationToken);
            _running.Dequeue();
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _current = new RowPart(target.OpenBlob(_parts.Count + 1), encoding.CreateEncoder(), _budget, FailAsync, _ending.Token);
            _parts.Add(_current);
        }

        _running.Enqueue(_current);
        return _current;
    }

    private Task FailAsync(Exception exception)
    {
        // Those that only stop because another one has failed, or because nobody waits any more, come later.
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        return _ending.CancelAsync();
    }

    private void ThrowFailure()
    {
        if (_failure is { } failure)
        {
            _hasFailed = true;
            failure.Throw();
        }
    }

    // A worker takes nothing more either because one has failed, or because the attempt was given up.
    private Exception Gone()
    {
        if (!_isDisposed)
        {
            ThrowFailure();
        }

        return OutputErrors.HasEnded(target.Model);
    }

    private async Task DeleteAsync(IReadOnlyList<RowPart> parts)
    {
        using var limit = new CancellationTokenSource(DeletingLimit, time);
        try
        {
            foreach (var part in parts)
            {
                await target.Store.Objects.DeleteAsync(part.BlobName, limit.Token);
            }
        }
        catch (Exception exception) when (exception is StoreException or OperationCanceledException)
        {
            // The attempt has failed already, and its error is the one to tell. No version names the blobs.
        }
    }
}
