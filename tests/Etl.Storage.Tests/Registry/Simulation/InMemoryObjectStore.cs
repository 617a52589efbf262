using System.Runtime.CompilerServices;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>A store in memory. A derived one decides when, and whether, an operation takes effect and is answered.</summary>
internal class InMemoryObjectStore(SimulatedStorage storage) : IObjectStore
{
    public InMemoryObjectStore()
        : this(new SimulatedStorage())
    {
    }

    public string Description => "memory";

    public SimulatedStorage Storage => storage;

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) =>
        PerformAsync(new Operation<StoredObject?>("read", name, () => storage.Read(name)));

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        PerformAsync(new Operation<bool>("create", name, () => storage.Create(name, content), Retry: () => false));

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        PerformAsync(new Operation<bool>("replace", name, () => storage.Replace(name, content, etag), Retry: () => false));

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) =>
        PerformAsync(new Operation<bool>("note", name, () => storage.WriteNote(name, values)));

    public async IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var note in await PerformAsync(new Operation<IReadOnlyList<StoredNote>>("list notes", prefix, () => storage.Notes(prefix))))
        {
            yield return note;
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in await PerformAsync(new Operation<IReadOnlyList<string>>("list", prefix, () => storage.Names(prefix))))
        {
            yield return name;
        }
    }

    public ObjectUpload CreateUpload(string name) => new Upload(this, name);

    public async Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) =>
        await TryReadAsync(name, cancellationToken) is { } stored
            ? new MemoryStream(stored.Content.ToArray(), writable: false)
            : throw new ObjectNotFoundException(Description, name);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) =>
        PerformAsync(new Operation<bool>("delete", name, () => storage.Delete(name)));

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) =>
        PerformAsync(new Operation<StoreLease?>("lease", name, () => TryLease(name)));

    protected virtual void Leased(Lease lease)
    {
    }

    protected virtual Task<T> PerformAsync<T>(Operation<T> operation) => Task.FromResult(operation.Effect());

    /// <summary>One operation on the store.</summary>
    /// <param name="Kind">For traces and counts.</param>
    /// <param name="Name">Of the object, or the prefix.</param>
    /// <param name="Effect">What it does, and its answer.</param>
    /// <param name="Retry">The answer to the same put when its first answer was lost and the SDK sends it again; null where sending it again answers the same.</param>
    internal sealed record Operation<T>(string Kind, string Name, Func<T> Effect, Func<T>? Retry = null);

    protected sealed class Lease(SimulatedStorage storage, string name) : StoreLease
    {
        private readonly CancellationTokenSource _lost = new();

        public string Name => name;

        public bool IsHeld { get; private set; } = true;

        public override CancellationToken Lost => _lost.Token;

        /// <summary>Who lives hears of it before somebody else can have the name.</summary>
        public void Lose(bool isTold)
        {
            if (isTold)
            {
                _lost.Cancel();
            }

            GiveBack();
        }

        public override ValueTask DisposeAsync()
        {
            GiveBack();
            return ValueTask.CompletedTask;
        }

        private void GiveBack()
        {
            if (IsHeld)
            {
                IsHeld = false;
                storage.Leased.Remove(name);
            }
        }
    }

    private Lease? TryLease(string name)
    {
        if (!storage.TryLease(name))
        {
            return null;
        }

        var lease = new Lease(storage, name);
        Leased(lease);
        return lease;
    }

    private sealed class Upload(InMemoryObjectStore store, string name) : ObjectUpload
    {
        private readonly MemoryStream _bytes = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
        {
            _bytes.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public override Task CommitAsync(CancellationToken cancellationToken = default) =>
            store.PerformAsync(new Operation<bool>("upload", name, () => store.Storage.Write(name, _bytes.ToArray())));

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
