namespace Etl.Core.Streams;

/// <summary>
/// A worker that reads, and the readers that each get all of its batches. It goes at the pace of the slowest reader, until that has kept others waiting
/// for too long: then the slow one falls off. It ends with the last reader. Thread-safe.
/// </summary>
/// <param name="read">Writes the rows.</param>
/// <param name="time">Null when there is one reader only.</param>
/// <param name="closed">Called when no other reader can join any more, maybe more than once.</param>
internal sealed class ReadAheadFeed<T>(Func<ReadAheadWriter<T>, CancellationToken, Task> read, TimeProvider? time = null, Action<ReadAheadFeed<T>>? closed = null)
{
    /// <summary>Tasks of a level begin within some milliseconds, in which so many batches are read.</summary>
    private const int BatchesKept = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private List<ReadAheadBatch<T>> _kept = [];
    private bool _isOpen = true;
    private ReadAheadReader<T>[] _readers = [];
    private Task? _worker;

    /// <summary>False when it is too late.</summary>
    public bool TryJoin(ReadAheadReader<T> reader)
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                return false;
            }

            reader.Start(this, _kept);
            _readers = [.. _readers, reader];
            _isOpen = time is not null;
            _worker ??= Task.Run(RunAsync, CancellationToken.None);
            return true;
        }
    }

    /// <summary>When the last one leaves, the worker ends and is waited for.</summary>
    public async ValueTask LeaveAsync(ReadAheadReader<T> reader)
    {
        if (Remove(reader))
        {
            Close();
            await _ending.CancelAsync();
            await _worker!;
        }
    }

    /// <summary>Whether it was the last one; then no other can join.</summary>
    private bool Remove(ReadAheadReader<T> reader)
    {
        lock (_lock)
        {
            _readers = [.. _readers.Where(other => other != reader)];
            _isOpen &= _readers.Length > 0;
            return _readers.Length == 0;
        }
    }

    /// <summary>From now on nobody can join.</summary>
    /// <returns>Who has joined.</returns>
    private ReadAheadReader<T>[] Close()
    {
        List<ReadAheadBatch<T>> kept;
        ReadAheadReader<T>[] readers;
        lock (_lock)
        {
            _isOpen = false;
            (kept, _kept) = (_kept, []);
            readers = _readers;
        }

        kept.ForEach(batch => batch.Release());
        closed?.Invoke(this);
        return readers;
    }

    /// <summary>Keeps a batch for readers that come later.</summary>
    /// <returns>Who gets it now.</returns>
    private ReadAheadReader<T>[] Keep(ReadAheadBatch<T> batch)
    {
        lock (_lock)
        {
            if (!_isOpen)
            {
                return _readers;
            }

            if (_kept.Count < BatchesKept)
            {
                batch.Hold();
                _kept.Add(batch);
                return _readers;
            }
        }

        return Close();
    }

    /// <summary>Never fails: what goes wrong comes after the rows.</summary>
    private async Task RunAsync()
    {
        Exception? failure = null;
        var writer = new ReadAheadWriter<T>(GiveAsync);
        try
        {
            await read(writer, _ending.Token);
        }
#pragma warning disable CA1031 // whatever it is, who enumerates gets it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }

        try
        {
            await writer.FlushAsync();
        }
        catch (OperationCanceledException)
        {
            // Then nobody waits for rows any more.
        }

        foreach (var reader in Close())
        {
            reader.End(failure);
        }
    }

    private async ValueTask GiveAsync(ReadAheadBatch<T> batch)
    {
        try
        {
            _ending.Token.ThrowIfCancellationRequested();
            foreach (var reader in Keep(batch))
            {
                batch.Hold();
                if (!reader.TryGive(batch) && !await GiveAsync(reader, batch))
                {
                    batch.Release();
                }
            }
        }
        finally
        {
            batch.Release();
        }
    }

    /// <summary>False when the reader wants no more, or has fallen off.</summary>
    private async ValueTask<bool> GiveAsync(ReadAheadReader<T> reader, ReadAheadBatch<T> batch)
    {
        var room = Task.FromResult(true);
        while (!reader.TryGive(batch))
        {
            room = room.IsCompleted ? reader.WaitForRoomAsync(_ending.Token).AsTask() : room;
            if (time is not null)
            {
                await WaitAsync(reader, room, time);
            }

            if ((time is null || room.IsCompleted) && !await room)
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask WaitAsync(ReadAheadReader<T> reader, Task room, TimeProvider time)
    {
        var since = time.GetTimestamp();
        try
        {
            await room.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            // The next look is for whether others wait.
        }

        if (reader.Owes(time, since, _readers.Any(other => other != reader && other.IsWaiting)) > Patience)
        {
            Remove(reader);
            reader.FallOff();
        }
    }
}
