using Etl.Storage.Objects;

namespace Etl.Chaos.Killing;

/// <summary>A store whose process may die before and after everything that it writes.</summary>
internal sealed class KillingStore(IObjectStore inner, KillSwitch kill) : IObjectStore
{
    public string Description => inner.Description;

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) => inner.TryReadAsync(name, cancellationToken);

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        AroundAsync(name, () => inner.TryCreateAsync(name, content, cancellationToken));

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        AroundAsync(name, () => inner.TryReplaceAsync(name, content, etag, cancellationToken));

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) =>
        AroundAsync(name, async () =>
        {
            await inner.WriteNoteAsync(name, values, cancellationToken);
            return true;
        });

    public IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default) => inner.ListNotesAsync(prefix, cancellationToken);

    public Task<NotePage> ListNotesPageAsync(string prefix, string? continuation, int size, CancellationToken cancellationToken = default) =>
        inner.ListNotesPageAsync(prefix, continuation, size, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => inner.ListAsync(prefix, cancellationToken);

    public ObjectUpload CreateUpload(string name) => new KillingUpload(inner.CreateUpload(name), KillPoint.OperationOf(name), kill);

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => inner.OpenReadAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => inner.DeleteAsync(name, cancellationToken);

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => inner.TryLeaseAsync(name, cancellationToken);

    private async Task<bool> AroundAsync(string name, Func<Task<bool>> put)
    {
        var operation = KillPoint.OperationOf(name);
        kill.Reach(operation + KillPoint.Before);
        var isDone = await put();
        kill.Reach(operation + KillPoint.After);
        return isDone;
    }
}
