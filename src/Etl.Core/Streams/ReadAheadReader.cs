using System.Threading.Channels;

namespace Etl.Core.Streams;

/// <summary>What one enumeration gets of a worker. The enumeration takes, the worker gives.</summary>
internal sealed class ReadAheadReader<T>
{
    private const int BatchesAhead = 4;

    private readonly Channel<ReadAheadBatch<T>> _batches = Channel.CreateBounded<ReadAheadBatch<T>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
    private readonly Queue<ReadAheadBatch<T>> _missed = new();
    private volatile bool _isWaiting;
    private volatile bool _fellOff;
    private TimeSpan _owed;
    private long _owedAt;

    /// <summary>Whom it gets its rows from; set before it gets any.</summary>
    public ReadAheadFeed<T>? Feed { get; private set; }

    /// <summary>It has taken all that it was given and waits for more.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>After the end of its batches: it was too slow for others, and must read the rest by itself.</summary>
    public bool FellOff => _fellOff;

    public void Start(ReadAheadFeed<T> feed, IEnumerable<ReadAheadBatch<T>> missed)
    {
        Feed = feed;
        foreach (var batch in missed)
        {
            batch.Hold();
            _missed.Enqueue(batch);
        }
    }

    /// <summary>The next batch, which the caller then holds; null after the last one.</summary>
    public async ValueTask<ReadAheadBatch<T>?> NextAsync(CancellationToken cancellationToken)
    {
        if (_missed.TryDequeue(out var batch) || _batches.Reader.TryRead(out batch))
        {
            return batch;
        }

        _isWaiting = true;
        try
        {
            return await _batches.Reader.WaitToReadAsync(cancellationToken) && _batches.Reader.TryRead(out batch) ? batch : null;
        }
        finally
        {
            _isWaiting = false;
        }
    }

    /// <summary>Hands a batch over, with the worker's hold of it; false when there is no room.</summary>
    public bool TryGive(ReadAheadBatch<T> batch) => _batches.Writer.TryWrite(batch);

    /// <summary>False when it wants no more.</summary>
    public ValueTask<bool> WaitForRoomAsync(CancellationToken cancellationToken) => _batches.Writer.WaitToWriteAsync(cancellationToken);

    /// <summary>The worker has waited for it. What others have waited, too, it owes, and the time in which nobody has to wait for it pays it back.</summary>
    public TimeSpan Owes(TimeProvider time, long since, bool othersWait)
    {
        var paid = time.GetElapsedTime(_owedAt, since);
        _owedAt = time.GetTimestamp();
        _owed = (paid < _owed ? _owed - paid : TimeSpan.Zero) + (othersWait ? time.GetElapsedTime(since, _owedAt) : TimeSpan.Zero);
        return _owed;
    }

    public void End(Exception? exception) => _batches.Writer.TryComplete(exception);

    public void FallOff()
    {
        _fellOff = true;
        End(null);
    }

    /// <summary>By the enumeration, which wants no more.</summary>
    public void Release()
    {
        End(null);
        while (_missed.TryDequeue(out var batch) || _batches.Reader.TryRead(out batch))
        {
            batch.Release();
        }
    }
}
