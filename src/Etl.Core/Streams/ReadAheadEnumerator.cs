namespace Etl.Core.Streams;

/// <summary>Takes the batches of a worker apart. A row costs no state machine: only the next batch is waited for.</summary>
/// <param name="join">Gives a reader to a worker, which may have others, too.</param>
/// <param name="tokens">Of whoever may stop it.</param>
internal sealed class ReadAheadEnumerator<T>(Action<ReadAheadReader<T>, bool> join, CancellationToken[] tokens) : IAsyncEnumerator<T>
{
    private readonly CancellationTokenSource _ending = tokens.Length > 0 ? CancellationTokenSource.CreateLinkedTokenSource(tokens) : new CancellationTokenSource();
    private ReadAheadReader<T>? _reader;
    private ReadAheadBatch<T>? _batch;
    private T[] _rows = [];
    private int _count;
    private int _index = -1;
    private long _rowsBefore;

    public T Current => _rows[_index];

    public ValueTask<bool> MoveNextAsync()
    {
        ThrowIfCancelled();
        return ++_index < _count ? new ValueTask<bool>(true) : NextBatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await LeaveAsync();
        _ending.Dispose();
    }

    private async ValueTask<bool> NextBatchAsync()
    {
        _rowsBefore += _count;
        GiveBack();
        _reader ??= Join(mayShare: true);
        try
        {
            if (await _reader.NextAsync(_ending.Token) is { } batch)
            {
                Take(batch, 0);
                return true;
            }

            return _reader.FellOff && await GoOnAloneAsync();
        }
        catch (OperationCanceledException)
        {
            // The worker knows only that it had to end; callers know their tokens.
            ThrowIfCancelled();
            throw;
        }
    }

    /// <summary>Reads again what it has had already, and gives what comes after that.</summary>
    private async ValueTask<bool> GoOnAloneAsync()
    {
        await LeaveAsync();
        _reader = Join(mayShare: false);
        var skipped = 0L;
        while (await _reader.NextAsync(_ending.Token) is { } batch)
        {
            if (skipped + batch.Count > _rowsBefore)
            {
                Take(batch, (int)(_rowsBefore - skipped));
                _rowsBefore = skipped;
                return true;
            }

            skipped += batch.Count;
            batch.Release();
        }

        return false;
    }

    private ReadAheadReader<T> Join(bool mayShare)
    {
        var reader = new ReadAheadReader<T>();
        join(reader, mayShare);
        return reader;
    }

    private async ValueTask LeaveAsync()
    {
        GiveBack();
        if (_reader is { } reader)
        {
            reader.Release();
            await reader.Feed!.LeaveAsync(reader);
        }
    }

    private void Take(ReadAheadBatch<T> batch, int index)
    {
        _batch = batch;
        (_rows, _count, _index) = (batch.Rows, batch.Count, index);
    }

    private void GiveBack()
    {
        _batch?.Release();
        _batch = null;
        (_rows, _count, _index) = ([], 0, -1);
    }

    private void ThrowIfCancelled()
    {
        foreach (var token in tokens)
        {
            token.ThrowIfCancellationRequested();
        }
    }
}
