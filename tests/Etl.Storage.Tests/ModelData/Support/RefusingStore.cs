using Etl.Storage.Objects;

namespace Etl.Storage.Tests.ModelData.Support;

/// <summary>A store that can't start any more uploads after the first few.</summary>
internal sealed class RefusingStore(MemoryObjectStore store, int refuseFrom) : IObjectStore
{
    private int _uploads;

    public string Description => store.Description;

    public ObjectUpload CreateUpload(string name) =>
        Interlocked.Increment(ref _uploads) < refuseFrom ? store.CreateUpload(name) : throw new StoreException("No more.", isTransient: false);

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => store.OpenReadAsync(name, cancellationToken);

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) => store.TryReadAsync(name, cancellationToken);

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => store.TryCreateAsync(name, content, cancellationToken);

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        store.TryReplaceAsync(name, content, etag, cancellationToken);

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) => store.WriteNoteAsync(name, values, cancellationToken);

    public IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default) => store.ListNotesAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => store.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => store.DeleteAsync(name, cancellationToken);

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => store.TryLeaseAsync(name, cancellationToken);
}
