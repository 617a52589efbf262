using System.Collections.Concurrent;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.ModelData.Support;

/// <summary>The part of a store that holds the contents of models. Everything completes at once, on the caller's thread. Thread-safe.</summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    private int _openReads;
    private int _openUploads;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Streams and uploads that were not disposed.</summary>
    public int Open => Volatile.Read(ref _openReads) + Volatile.Read(ref _openUploads);

    /// <summary>Called before bytes are taken, with the token of the write.</summary>
    public Action<CancellationToken> BeforeWrite { get; set; } = static token => token.ThrowIfCancellationRequested();

    /// <summary>Called before an upload becomes visible, with its name.</summary>
    public Action<string> BeforeCommit { get; set; } = static _ => { };

    /// <summary>The names of blobs, in the order in which they became visible.</summary>
    public ConcurrentQueue<string> Commits { get; } = new();

    /// <summary>How often each blob was opened.</summary>
    public ConcurrentDictionary<string, int> Reads { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether what is written is forgotten, for measuring what writing costs without it.</summary>
    public bool Forgets { get; init; }

    public string Description => "memory";

    public ObjectUpload CreateUpload(string name)
    {
        Interlocked.Increment(ref _openUploads);
        return new Upload(this, name);
    }

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!Objects.TryGetValue(name, out var content))
        {
            throw new ObjectNotFoundException(Description, name);
        }

        Interlocked.Increment(ref _openReads);
        Reads.AddOrUpdate(name, 1, static (_, count) => count + 1);
        return Task.FromResult<Stream>(new Reading(this, content));
    }

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        Objects.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private sealed class Upload(MemoryObjectStore store, string name) : ObjectUpload
    {
        private readonly MemoryStream _content = new();
        private bool _disposed;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
        {
            store.BeforeWrite(cancellationToken);
            if (!store.Forgets)
            {
                _content.Write(bytes.Span);
            }

            return ValueTask.CompletedTask;
        }

        public override Task CommitAsync(CancellationToken cancellationToken = default)
        {
            store.BeforeCommit(name);
            store.Objects[name] = _content.ToArray();
            store.Commits.Enqueue(name);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            Interlocked.Add(ref store._openUploads, _disposed ? 0 : -1);
            _disposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Reading(MemoryObjectStore store, byte[] content) : MemoryStream(content, writable: false)
    {
        private bool _disposed;

        protected override void Dispose(bool disposing)
        {
            Interlocked.Add(ref store._openReads, _disposed ? 0 : -1);
            _disposed = true;
            base.Dispose(disposing);
        }
    }
}
