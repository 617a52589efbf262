using System.Collections.Concurrent;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.ModelData.Support;

/// <summary>The part of a store that holds the contents of models. Everything completes at once, on the caller's thread.</summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    private int _openReads;
    private int _openUploads;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Streams and uploads that were not disposed.</summary>
    public int Open => _openReads + _openUploads;

    /// <summary>Called before bytes are taken, with the token of the write.</summary>
    public Action<CancellationToken> BeforeWrite { get; set; } = static token => token.ThrowIfCancellationRequested();

    /// <summary>Whether what is written is forgotten, for measuring what writing costs without it.</summary>
    public bool Forgets { get; init; }

    public string Description => "memory";

    public ObjectUpload CreateUpload(string name)
    {
        _openUploads++;
        return new Upload(this, name);
    }

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        if (!Objects.TryGetValue(name, out var content))
        {
            throw new ObjectNotFoundException(Description, name);
        }

        _openReads++;
        return Task.FromResult<Stream>(new Reading(this, content));
    }

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

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
            store.Objects[name] = _content.ToArray();
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            store._openUploads -= _disposed ? 0 : 1;
            _disposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Reading(MemoryObjectStore store, byte[] content) : MemoryStream(content, writable: false)
    {
        private bool _disposed;

        protected override void Dispose(bool disposing)
        {
            store._openReads -= _disposed ? 0 : 1;
            _disposed = true;
            base.Dispose(disposing);
        }
    }
}
