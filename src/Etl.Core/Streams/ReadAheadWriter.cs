using System.Buffers;
using System.Threading.Channels;

namespace Etl.Core.Streams;

/// <summary>Takes the rows of a worker that reads ahead, and waits when it is far enough ahead. Not thread-safe.</summary>
public sealed class ReadAheadWriter<T>
{
    /// <summary>Few enough to stay in the processor's cache, and in the youngest generation.</summary>
    private const int BatchRows = 128;

    private readonly ChannelWriter<ArraySegment<T>> _batches;
    private readonly CancellationToken _cancellationToken;
    private T[] _rows = [];
    private int _count;

    internal ReadAheadWriter(ChannelWriter<ArraySegment<T>> batches, CancellationToken cancellationToken)
    {
        _batches = batches;
        _cancellationToken = cancellationToken;
    }

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

        var batch = new ArraySegment<T>(_rows, 0, _count);
        _count = 0;
        return _batches.WriteAsync(batch, _cancellationToken);
    }
}
