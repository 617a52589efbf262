using System.Runtime.CompilerServices;
using Etl.Storage.Objects;

namespace Etl.Functions.Tests.Support;

/// <summary>A store in which a test can have something happen just before or just after an operation takes effect: a crash, a lost answer, somebody else's write.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    public string Description => inner.Description;

    /// <summary>Given the operation and the object's name.</summary>
    public Func<string, string, Task>? Before { get; set; }

    /// <summary>Given the operation and the object's name.</summary>
    public Func<string, string, Task>? After { get; set; }

    /// <summary>Names whose creation answers that somebody else was first, although it did take effect.</summary>
    public Func<string, bool> LosesAnswer { get; set; } = _ => false;

    /// <summary>An object whose creation is refused once, although nothing is there: the beginning of its name.</summary>
    public string? Refuses { get; set; }

    /// <summary>When it is set, every lease is lost.</summary>
    public CancellationToken LosesLeases { get; set; }

    public static StoreException Unreachable => new("The store can't be reached.", isTransient: true);

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) =>
        DoAsync("read", name, () => inner.TryReadAsync(name, cancellationToken));

    public async Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        if (Refuses is not null && name.StartsWith(Refuses, StringComparison.Ordinal))
        {
            Refuses = null;
            return false;
        }

        return await DoAsync("create", name, () => inner.TryCreateAsync(name, content, cancellationToken)) && !LosesAnswer(name);
    }

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        DoAsync("replace", name, () => inner.TryReplaceAsync(name, content, etag, cancellationToken));

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) =>
        DoAsync("note", name, async () =>
        {
            await inner.WriteNoteAsync(name, values, cancellationToken);
            return true;
        });

    public async IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await (Before?.Invoke("list", prefix) ?? Task.CompletedTask);
        await foreach (var note in inner.ListNotesAsync(prefix, cancellationToken))
        {
            yield return note;
        }
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => inner.ListAsync(prefix, cancellationToken);

    public ObjectUpload CreateUpload(string name) => inner.CreateUpload(name);

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => inner.OpenReadAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => inner.DeleteAsync(name, cancellationToken);

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) =>
        DoAsync<StoreLease?>("lease", name, async () => await inner.TryLeaseAsync(name, cancellationToken) is { } lease ? new Lease(lease, LosesLeases) : null);

    private async Task<T> DoAsync<T>(string operation, string name, Func<Task<T>> effect)
    {
        await (Before?.Invoke(operation, name) ?? Task.CompletedTask);
        var result = await effect();
        await (After?.Invoke(operation, name) ?? Task.CompletedTask);
        return result;
    }

    private sealed class Lease(StoreLease inner, CancellationToken lost) : StoreLease
    {
        public override CancellationToken Lost => lost;

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
