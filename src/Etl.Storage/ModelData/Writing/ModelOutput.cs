using Etl.Core.Models;

namespace Etl.Storage.ModelData.Writing;

/// <summary>One output of one attempt. Nothing of it is visible before it is committed, and nothing stays when it is disposed instead.</summary>
internal abstract class ModelOutput(BlobOutput blob) : IAsyncDisposable
{
    /// <summary>Encoded bytes are passed on in chunks of about this size: small enough to stay off the large object heap.</summary>
    public const int ChunkBytes = 64 * 1024;

    public abstract long Rows { get; }

    public BlobOutput Blob { get; } = blob;

    protected Model Model => Blob.Model;

    /// <summary>Throws when the task left the output in a state that can't be committed; called for all outputs before any is committed.</summary>
    public virtual void EnsureCommittable() => Blob.EnsureWritable();

    /// <summary>Passes on what is still held back.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancellationToken);

    public ValueTask DisposeAsync() => Blob.DisposeAsync();
}
