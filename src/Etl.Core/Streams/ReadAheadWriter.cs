using System.Buffers;

namespace Etl.Core.Streams;

/// <summary>Takes the rows of a worker that reads ahead, and waits when it is far enough ahead. Not thread-safe.</summary>
public sealed class ReadAheadWriter<T>
{
    /// <summary>Few enough to stay in the processor's cache, and in the youngest generation.</summary>
    private const int BatchRows = 128;

    private readonly Func<ReadAheadBatch<T>, ValueTask> _give;
    private T[] _rows = [];
    private int _count;

    internal ReadAheadWriter(Func<ReadAheadBatch<T>, ValueTask> give) => _give = give;

    /// <summary>Adds a row.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants more rows.</exception>
    public ValueTask WriteAsync(T row)
    {
        if (_count == 0)
        {
            _rows = ArrayPool<T>.Shared.Rent(BatchRows);
        }

        _rows[_count++] = row;
        return _count < BatchRows ? ValueTask.CompletedTask : FlushAsync();
    }

    internal ValueTask FlushAsync()
    {
        if (_count == 0)
        {
            return ValueTask.CompletedTask;
        }

        var batch = new ReadAheadBatch<T>(_rows, _count);
        _count = 0;
        return _give(batch);
    }
}
