using System.Buffers;

namespace Etl.Storage.ModelData.Writing;

/// <summary>What bounds the memory of all outputs together. Whoever takes must not need more to give back: only workers hold chunks, and they never wait here. Thread-safe.</summary>
internal sealed class ChunkBudget(int chunks)
{
    /// <summary>The arrays of one size that are kept: those that are in flight, and some that are being filled.</summary>
    private const int Filling = 16;

    private const int LongestKept = 1024 * 1024;

    private readonly SemaphoreSlim _free = new(chunks);

    // One takes at a time, or two that each need many could hold half of the chunks each for ever.
    private readonly SemaphoreSlim _turn = new(1);

    private int _inUse;
    private int _peak;

    /// <summary>Of the chunks. The shared pool keeps too few of this size when outputs are written faster than compressed.</summary>
    public ArrayPool<byte> Pool { get; } = ArrayPool<byte>.Create(LongestKept, chunks + Filling);

    public int InUse => Volatile.Read(ref _inUse);

    public int Peak => Volatile.Read(ref _peak);

    /// <summary>Waits until so many are free; at most as many as there are, so that a chunk of any size gets through.</summary>
    /// <returns>How many were taken.</returns>
    public async ValueTask<int> TakeAsync(int count, CancellationToken cancellationToken)
    {
        count = Math.Clamp(count, 1, chunks);
        await _turn.WaitAsync(cancellationToken);
        var taken = 0;
        try
        {
            for (; taken < count; taken++)
            {
                await _free.WaitAsync(cancellationToken);
            }

            _peak = Math.Max(_peak, Interlocked.Add(ref _inUse, count));
            return count;
        }
        catch (OperationCanceledException) when (taken > 0)
        {
            _free.Release(taken);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Return(int count)
    {
        Interlocked.Add(ref _inUse, -count);
        _free.Release(count);
    }
}
