using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Etl.Core.Streams;

/// <summary>Takes the batches of a worker apart. A row costs no state machine: only the next batch is waited for.</summary>
internal sealed class ReadAheadEnumerator<T>(Func<ReadAheadWriter<T>, CancellationToken, Task> read, CancellationToken[] tokens) : IAsyncEnumerator<T>
{
    private const int BatchesAhead = 4;

    private readonly Channel<ArraySegment<T>> _batches = Channel.CreateBounded<ArraySegment<T>>(new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _ending = tokens.Length > 0 ? CancellationTokenSource.CreateLinkedTokenSource(tokens) : new CancellationTokenSource();
    private Task? _worker;
    private T[] _rows = [];
    private int _count;
    private int _index = -1;

    public T Current => _rows[_index];

    public ValueTask<bool> MoveNextAsync()
    {
        ThrowIfCancelled();
        return ++_index < _count ? new ValueTask<bool>(true) : NextBatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_worker is not null)
        {
            await _worker;
        }

        GiveBack();
        while (_batches.Reader.TryRead(out var left))
        {
            GiveBack(left.Array!);
        }

        _ending.Dispose();
    }

    private async ValueTask<bool> NextBatchAsync()
    {
        _worker ??= Task.Run(RunAsync, CancellationToken.None);
        GiveBack();
        try
        {
            if (!await _batches.Reader.WaitToReadAsync(CancellationToken.None))
            {
                return false;
            }
        }
        catch (OperationCanceledException)
        {
            // The worker knows only that it had to end; callers know their tokens.
            ThrowIfCancelled();
            throw;
        }

        _batches.Reader.TryRead(out var batch);
        (_rows, _count, _index) = (batch.Array!, batch.Count, 0);
        return true;
    }

    /// <summary>Never fails: what goes wrong comes after the rows.</summary>
    private async Task RunAsync()
    {
        var writer = new ReadAheadWriter<T>(_batches.Writer, _ending.Token);
        try
        {
            await read(writer, _ending.Token);
            await writer.FlushAsync();
            _batches.Writer.Complete();
        }
#pragma warning disable CA1031 // whatever it is, who enumerates gets it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await FlushAsync(writer);
            _batches.Writer.Complete(exception);
        }
    }

    private static async Task FlushAsync(ReadAheadWriter<T> writer)
    {
        try
        {
            await writer.FlushAsync();
        }
        catch (OperationCanceledException)
        {
            // Then nobody waits for rows any more.
        }
    }

    private void ThrowIfCancelled()
    {
        foreach (var token in tokens)
        {
            token.ThrowIfCancellationRequested();
        }
    }

    private void GiveBack()
    {
        if (_rows.Length > 0)
        {
            GiveBack(_rows);
            (_rows, _count, _index) = ([], 0, -1);
        }
    }

    private static void GiveBack(T[] rows) => ArrayPool<T>.Shared.Return(rows, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
