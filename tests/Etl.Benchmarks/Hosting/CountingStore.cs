using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Etl.Storage.Objects;

namespace Etl.Benchmarks.Hosting;

/// <summary>Counts what a blob service would be asked: a listing is one operation for each page, an upload one for each block and one for the list of them.</summary>
internal sealed class CountingStore(IObjectStore inner) : IObjectStore
{
    private const int PageSize = 5_000;
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public string Description => inner.Description;

    /// <summary>Operations by kind, since the last call. Uploads are counted as <c>upload</c>, all others as <c>read</c>, <c>write</c> or <c>list</c>.</summary>
    public IReadOnlyDictionary<string, int> Take()
    {
        var taken = _counts.ToDictionary(StringComparer.Ordinal);
        _counts.Clear();
        return taken;
    }

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) => Counted("read").TryReadAsync(name, cancellationToken);

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => Counted("write").TryCreateAsync(name, content, cancellationToken);

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) => Counted("write").TryReplaceAsync(name, content, etag, cancellationToken);

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) => Counted("write").WriteNoteAsync(name, values, cancellationToken);

    public IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default) => CountPagesAsync(inner.ListNotesAsync(prefix, cancellationToken), cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => CountPagesAsync(inner.ListAsync(prefix, cancellationToken), cancellationToken);

    public ObjectUpload CreateUpload(string name) => Counted("upload").CreateUpload(name);

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => Counted("read").OpenReadAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => Counted("write").DeleteAsync(name, cancellationToken);

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => Counted("write").TryLeaseAsync(name, cancellationToken);

    private IObjectStore Counted(string kind)
    {
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
        return inner;
    }

    private async IAsyncEnumerable<T> CountPagesAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Counted("list");
        var seen = 0;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (++seen % PageSize == 0)
            {
                Counted("list");
            }

            yield return item;
        }
    }
}
