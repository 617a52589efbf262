namespace Etl.Storage.ModelData;

/// <summary>What an attempt has written so far, over all its outputs. Written by the task, read by whoever watches it.</summary>
internal sealed class AttemptProgress
{
    private long _rows;
    private long _bytes;

    public long Rows => Interlocked.Read(ref _rows);

    public long Bytes => Interlocked.Read(ref _bytes);

    public void AddRow() => Interlocked.Increment(ref _rows);

    public void AddBytes(int count) => Interlocked.Add(ref _bytes, count);
}
