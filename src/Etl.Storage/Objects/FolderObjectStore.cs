using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Etl.Storage.Objects;

/// <summary>
/// A store in a folder. Several processes of one machine may share it. Objects are files under their own names; files that
/// the store didn't write are not seen. On Windows and macOS, names that differ by case only are one name.
/// </summary>
public sealed class FolderObjectStore : IObjectStore
{
    private const int NotesReadAtOnce = 64;

    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);

    // People read notes: no escapes for letters with accents.
    private static readonly JsonSerializerOptions NoteJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FolderLayout _layout;
    private readonly FolderWriter _writer;
    private readonly TimeProvider _time;

    /// <summary>A store in a folder, which is made at the first write.</summary>
    /// <param name="folder">Absolute, or relative to the current directory.</param>
    /// <param name="time">For the age of what dead processes left; the system's clock when null.</param>
    public FolderObjectStore(string folder, TimeProvider? time = null)
        : this(folder, time, hasLinks: true)
    {
    }

    internal FolderObjectStore(string folder, TimeProvider? time, bool hasLinks)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _layout = new FolderLayout(folder);
        _writer = new FolderWriter(_layout, hasLinks);
        Errors = new FolderErrors(_layout.Root);
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string Description => _layout.Root;

    internal StoreErrors Errors { get; }

    /// <inheritdoc/>
    public async Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default)
    {
        var path = _layout.ObjectPath(name);
        var file = await RunAsync(name, "read", () => Task.FromResult(FolderFile.TryRead(path)), cancellationToken);
        return file is null ? null : new StoredObject(file.Content, file.ETag);
    }

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var path = _layout.ObjectPath(name);
        return await RunAsync(name, "written", CreateAsync, cancellationToken);

        async Task<bool> CreateAsync()
        {
            if (File.Exists(path))
            {
                return false;
            }

            using var temp = _writer.CreateTemp(content.Span);
            return await _writer.TryNameAsync(temp, path, _layout.LockPath(name), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default)
    {
        var path = _layout.ObjectPath(name);
        return await RunAsync(name, "written", ReplaceAsync, cancellationToken);

        async Task<bool> ReplaceAsync()
        {
            if (FolderFile.TryRead(path) is not { } old || old.ETag != etag)
            {
                return false;
            }

            using var temp = _writer.CreateTemp(content.Span, laterThan: old.LastWrite);
            using var held = await FolderLock.AcquireAsync(_layout.LockPath(name), cancellationToken);
            if (FolderFile.TryRead(path)?.ETag != etag)
            {
                return false;
            }

            await _writer.ReplaceAsync(temp, path, cancellationToken);
            return true;
        }
    }

    /// <inheritdoc/>
    public async Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default)
    {
        var path = _layout.NotePath(name);
        var json = JsonSerializer.SerializeToUtf8Bytes(NoteValues.Check(name, values), NoteJson);
        await RunAsync(name, "written", WriteAsync, cancellationToken);

        async Task<bool> WriteAsync()
        {
            using var temp = _writer.CreateTemp(json);
            await _writer.ReplaceAsync(temp, path, cancellationToken);
            return true;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var names in WalkAsync(prefix, notes: true, cancellationToken).Chunk(NotesReadAtOnce).WithCancellation(cancellationToken))
        {
            foreach (var note in await RunAsync(prefix, "read", () => Task.FromResult(ReadNotes(names)), cancellationToken))
            {
                yield return note;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<NotePage> ListNotesPageAsync(string prefix, string? continuation, int size, CancellationToken cancellationToken = default)
    {
        // One more, to know whether it was the last page.
        var names = await WalkAsync(prefix, notes: true, cancellationToken, continuation).Take(size + 1).ToArrayAsync(cancellationToken);
        var shown = names.Length > size ? names[..size] : names;
        var notes = await RunAsync(prefix, "read", () => Task.FromResult(ReadNotes(shown)), cancellationToken);
        return new NotePage(notes, names.Length > size ? shown[^1] : null);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        WalkAsync(prefix, notes: false, cancellationToken);

    /// <inheritdoc/>
    public ObjectUpload CreateUpload(string name) => new FolderUpload(this, ObjectName.Check(name));

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default)
    {
        var path = _layout.ObjectPath(name);
        var file = await RunAsync(name, "read", () => Task.FromResult(FolderFile.TryOpen(path)), cancellationToken);
        return file is null
            ? throw new ObjectNotFoundException(Description, name)
            : new StoreReadStream(file, name, Errors);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var path = _layout.ObjectPath(name);
        await RunAsync(name, "deleted", DeleteAsync, cancellationToken);

        async Task<bool> DeleteAsync()
        {
            using var held = await FolderLock.AcquireAsync(_layout.LockPath(name), cancellationToken);
            FolderWriter.Delete(path);
            FolderWriter.Delete(_layout.NotePath(name));
            return true;
        }
    }

    /// <inheritdoc/>
    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default)
    {
        var path = _layout.LeasePath(name);
        return RunAsync<StoreLease?>(name, "leased", () => Task.FromResult<StoreLease?>(FolderLock.TryAcquire(path) is { } held ? new FolderLease(held) : null), cancellationToken);
    }

    /// <summary>Makes the folder, checks that it can be written, and removes what processes that died more than a day ago left.</summary>
    internal async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await RunAsync(name: null, "written", PrepareAsync, cancellationToken);

        Task<bool> PrepareAsync()
        {
            _writer.CreateTemp("probe"u8).Dispose();
            RemoveLeftovers();
            return Task.FromResult(true);
        }
    }

    internal TempFile CreateTemp() => _writer.CreateTemp();

    /// <summary>Puts a finished file in the place of an object, if any, while nobody compares that one.</summary>
    internal async Task ReplaceAsync(TempFile temp, string name, CancellationToken cancellationToken)
    {
        using var held = await FolderLock.AcquireAsync(_layout.LockPath(name), cancellationToken);
        await _writer.ReplaceAsync(temp, _layout.ObjectPath(name), cancellationToken);
    }

    // File systems have no calls that don't block, so a thread of the pool does the work.
    internal Task<T> RunAsync<T>(string? name, string done, Func<Task<T>> operation, CancellationToken cancellationToken) =>
        Errors.RunAsync(name, done, () => Task.Run(operation, cancellationToken), cancellationToken);

    private List<StoredNote> ReadNotes(string[] names)
    {
        var notes = new List<StoredNote>(names.Length);
        foreach (var name in names)
        {
            var path = _layout.NotePath(name);
            if (FolderFile.TryRead(path) is { } file)
            {
                notes.Add(new StoredNote(name, NoteOf(name, path, file.Content)));
            }
        }

        return notes;
    }

    private static Dictionary<string, string> NoteOf(string name, string path, byte[] json)
    {
        try
        {
            return NoteValues.Check(name, JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new StoreException($"The note '{name}' can't be read: {e.Message} If the file {path} was changed by hand, delete it.", isTransient: false, e);
        }
    }

    private async IAsyncEnumerable<string> WalkAsync(string prefix, bool notes, [EnumeratorCancellation] CancellationToken cancellationToken, string? after = null)
    {
        await using var names = FolderListing.WalkAsync(_layout.FolderPath(prefix), prefix, notes, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Errors.RunAsync(prefix, "listed", () => names.MoveNextAsync().AsTask(), cancellationToken))
        {
            yield return names.Current;
        }
    }

    private void RemoveLeftovers()
    {
        var before = _time.GetUtcNow().UtcDateTime - LeftoverAge;
        foreach (var file in new DirectoryInfo(_layout.TempFolder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
        {
            TempFile.TryDelete(file.FullName);
        }
    }
}
