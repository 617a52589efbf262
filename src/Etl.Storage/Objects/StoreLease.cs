namespace Etl.Storage.Objects;

/// <summary>A name that one holder has for itself, over all processes on a store. Disposing it gives the name back; it never throws.</summary>
public abstract class StoreLease : IAsyncDisposable
{
    /// <summary>Set when the store could not be told in time that the holder is alive: from then on somebody else may have the name.</summary>
    public abstract CancellationToken Lost { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
