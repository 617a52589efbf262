using System.Buffers;
using System.Runtime.CompilerServices;

namespace Etl.Core.Streams;

/// <summary>Rows in pooled memory, which goes back when the last holder has released it. Whoever makes it is the first holder.</summary>
internal sealed class ReadAheadBatch<T>(T[] rows, int count)
{
    private int _holders = 1;

    public T[] Rows => rows;

    public int Count => count;

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<T>.Shared.Return(rows, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }
}
