using System.Runtime.CompilerServices;
using Etl.Storage.Objects;

namespace Etl.Functions.Tests.Support;

/// <summary>Counts what a blob service would be asked and bill for: a listing is one operation for each page.</summary>
internal sealed class CountingStore(IObjectStore inner) : IObjectStore
{
    private const int PageSize = 5000;
    private int _operations;

    /// <summary>Since the last call.</summary>
    public int TakeCount() => Interlocked.Exchange(ref _operations, 0);

    public string Description => inner.Description;

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) => Counted().TryReadAsync(name, cancellationToken);

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => Counted().TryCreateAsync(name, content, cancellationToken);

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        Counted().TryReplaceAsync(name, content, etag, cancellationToken);

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) => Counted().WriteNoteAsync(name, values, cancellationToken);

    public IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default) => CountPagesAsync(inner.ListNotesAsync(prefix, cancellationToken), cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => CountPagesAsync(inner.ListAsync(prefix, cancellationToken), cancellationToken);

    public ObjectUpload CreateUpload(string name) => Counted().CreateUpload(name);

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => Counted().OpenReadAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => Counted().DeleteAsync(name, cancellationToken);

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => Counted().TryLeaseAsync(name, cancellationToken);

    private IObjectStore Counted()
    {
        Interlocked.Increment(ref _operations);
        return inner;
    }

    private async IAsyncEnumerable<T> CountPagesAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Counted();
        var seen = 0;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (++seen % PageSize == 0)
            {
                Counted();
            }

            yield return item;
        }
    }
}
