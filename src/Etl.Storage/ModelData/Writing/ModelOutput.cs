using Etl.Core.Models;

namespace Etl.Storage.ModelData.Writing;

/// <summary>One output of one attempt. No version names it before it is committed, and nothing stays when it is disposed instead.</summary>
internal abstract class ModelOutput : IAsyncDisposable
{
    /// <summary>Encoded bytes are passed on in chunks of about this size: small enough to stay off the large object heap.</summary>
    public const int ChunkBytes = 64 * 1024;

    public abstract Model Model { get; }

    public abstract string Version { get; }

    public abstract long Rows { get; }

    /// <summary>Throws when the task left the output in a state that can't be committed; called for all outputs before any is committed.</summary>
    public abstract void EnsureCommittable();

    /// <summary>Passes on what is still held back, ends the content and makes it durable.</summary>
    public abstract Task<WrittenContent> CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
