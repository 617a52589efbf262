namespace Etl.Storage.Objects;

/// <summary>
/// The few operations that the registry and the model store are built on, on a folder or on Azure Blob Storage.
/// Every write is on disk, or acknowledged by the service, when its task completes.
/// All members are thread-safe and safe against other processes on the same store.
/// </summary>
/// <remarks>
/// Names are segments joined with slashes; a segment has 1 to 200 letters, digits and <c>. _ : = @ + -</c>, and neither starts nor ends
/// with a dot. All members throw <see cref="ArgumentException"/> for other names. An object's name is never the folder of other
/// objects. An object and a note may have the same name; they don't know of each other.
/// A put may be retried after its answer was lost, and so lose to itself: a caller that must know compares the content.
/// All members throw <see cref="StoreException"/> when the store can't be reached or refuses.
/// </remarks>
public interface IObjectStore
{
    /// <summary>For messages: the folder, or the account and container; never a secret.</summary>
    string Description { get; }

    /// <summary>Reads a small object whole; null when there is none.</summary>
    Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Puts an object if there is none of that name, and says whether this call did.</summary>
    Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Replaces an object if it is still the one that was read, and says whether this call did.</summary>
    Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts or overwrites a note: a few short values that one listing returns together with the name. Keys are ASCII identifiers
    /// and compare without case; keys and values together have at most 4 KB of UTF-8.
    /// </summary>
    Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default);

    /// <summary>The notes whose names start with a prefix, in ordinal order of their names. The prefix ends with a slash.</summary>
    IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>
    /// A page of <see cref="ListNotesAsync"/>, for callers that come back later for the next one. It may have fewer notes than asked for, even none, and still be followed by
    /// another. Notes that are written meanwhile are on a later page or on none.
    /// </summary>
    /// <param name="prefix">Ends with a slash.</param>
    /// <param name="continuation">What an earlier page gave as <see cref="NotePage.Continuation"/>; null for the first page.</param>
    /// <param name="size">At most so many; 1 to 5,000.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <exception cref="ArgumentException">The store never gave that continuation.</exception>
    async Task<NotePage> ListNotesPageAsync(string prefix, string? continuation, int size, CancellationToken cancellationToken = default)
    {
        var notes = new List<StoredNote>();
        await foreach (var note in ListNotesAsync(prefix, cancellationToken))
        {
            if (continuation is not null && string.CompareOrdinal(note.Name, continuation) <= 0)
            {
                continue;
            }

            if (notes.Count == size)
            {
                return new NotePage(notes, notes[^1].Name);
            }

            notes.Add(note);
        }

        return new NotePage(notes, Continuation: null);
    }

    /// <summary>The objects (not the notes) whose names start with a prefix, in ordinal order. The prefix ends with a slash.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts an object of any size. It becomes visible, whole, when the upload is committed; an upload that is disposed before that leaves nothing visible.
    /// A committed upload replaces an object of that name.
    /// </summary>
    ObjectUpload CreateUpload(string name);

    /// <summary>Streams an object.</summary>
    /// <exception cref="ObjectNotFoundException">There is none of that name.</exception>
    Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Deletes the object and the note of a name; nothing happens when there is none.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a name for oneself, at once or not at all: null when somebody has it. It is a name of its own kind, with no object behind it that anybody reads. A holder that dies loses it, on a
    /// folder at once, on a blob service within a minute.
    /// </summary>
    Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default);
}
