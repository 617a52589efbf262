namespace Etl.Storage.Objects;

/// <summary>An object that is being written. Not thread-safe.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Appends bytes; the memory may be reused when the task completes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Makes the object visible, whole and durable. Nothing can be written afterwards.</summary>
    public abstract Task CommitAsync(CancellationToken cancellationToken = default);

    /// <summary>Discards what was not committed.</summary>
    public abstract ValueTask DisposeAsync();
}
