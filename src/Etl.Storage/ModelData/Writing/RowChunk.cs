using System.Buffers;

namespace Etl.Storage.ModelData.Writing;

/// <summary>Whole canonical rows, one after the other, in pooled memory. One owner at a time: it is filled, then handed on, then given back.</summary>
internal sealed class RowChunk(ArrayPool<byte> pool, int capacity, int maxRowBytes = int.MaxValue) : IBufferWriter<byte>
{
    private byte[] _bytes = pool.Rent(capacity);
    private int[] _ends = ArrayPool<int>.Shared.Rent(Math.Max(16, capacity / 256));

    /// <summary>In bytes, with a row that has not ended.</summary>
    public int Length { get; private set; }

    public int Rows { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>The row that is being written.</summary>
    public ReadOnlySpan<byte> OpenRow => _bytes.AsSpan(Start(Rows)..Length);

    /// <summary>A row as one JSON value and a line feed.</summary>
    public ReadOnlySpan<byte> Row(int index) => _bytes.AsSpan(Start(index).._ends[index]);

    /// <summary>Refuses the row that is being written as soon as it is larger than any may be.</summary>
    public void EnsureRowFits()
    {
        if (OpenRow.Length > maxRowBytes)
        {
            throw OutputErrors.RowIsTooLarge(maxRowBytes);
        }
    }

    public void EndRow()
    {
        if (Rows == _ends.Length)
        {
            var ends = ArrayPool<int>.Shared.Rent(Rows * 2);
            _ends.CopyTo(ends, 0);
            ArrayPool<int>.Shared.Return(_ends);
            _ends = ends;
        }

        _ends[Rows++] = Length;
    }

    /// <summary>Forgets what was written since the last row ended.</summary>
    public void CancelRow() => Length = Start(Rows);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Gives the memory back; by the last owner, and by nobody who is not sure to be that.</summary>
    public void Return()
    {
        pool.Return(_bytes);
        ArrayPool<int>.Shared.Return(_ends);
        _bytes = [];
        _ends = [];
    }

    private int Start(int row) => row == 0 ? 0 : _ends[row - 1];

    private void EnsureFree(int sizeHint)
    {
        var needed = (long)Length + Math.Max(sizeHint, 1);
        if (needed <= _bytes.Length)
        {
            return;
        }

        EnsureRowFits();
        var larger = pool.Rent(checked((int)Math.Max(needed, Math.Min(Array.MaxLength, 2L * _bytes.Length))));
        Bytes.CopyTo(larger);
        pool.Return(_bytes);
        _bytes = larger;
    }
}
