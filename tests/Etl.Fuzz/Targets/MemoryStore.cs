using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Etl.Storage.Objects;

namespace Etl.Fuzz.Targets;

/// <summary>A store in memory that only one caller uses at a time. Everything completes at once.</summary>
internal sealed class MemoryStore(SortedDictionary<string, byte[]> objects, SortedDictionary<string, IReadOnlyDictionary<string, string>> notes) : IObjectStore
{
    private int _writes;

    public MemoryStore()
        : this(new SortedDictionary<string, byte[]>(StringComparer.Ordinal), new SortedDictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal))
    {
    }

    public SortedDictionary<string, byte[]> Objects => objects;

    public SortedDictionary<string, IReadOnlyDictionary<string, string>> Notes => notes;

    public string Description => "memory";

    /// <summary>One object or note a line: <c>{"name", "text"}</c>, <c>{"name", "base64"}</c> or <c>{"name", "note"}</c>.</summary>
    public static MemoryStore Parse(IEnumerable<string> lines)
    {
        var store = new MemoryStore();
        foreach (var line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            var name = entry.RootElement.GetProperty("name").GetString()!;
            if (entry.RootElement.TryGetProperty("note", out var note))
            {
                store.Notes[name] = note.Deserialize<Dictionary<string, string>>()!;
            }
            else
            {
                store.Objects[name] = entry.RootElement.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : entry.RootElement.GetProperty("base64").GetBytesFromBase64();
            }
        }

        return store;
    }

    public MemoryStore Clone() => new(new(objects, StringComparer.Ordinal), new(notes, StringComparer.Ordinal));

    public Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(objects.TryGetValue(name, out var content) ? new StoredObject(content, $"{_writes}") : null);

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        _writes++;
        return Task.FromResult(objects.TryAdd(name, content.ToArray()));
    }

    public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default)
    {
        _writes++;
        objects[name] = content.ToArray();
        return Task.FromResult(true);
    }

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default)
    {
        notes[name] = values;
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (name, values) in notes.Where(note => note.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            yield return new StoredNote(name, values);
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var name in objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            yield return name;
        }
    }

    public ObjectUpload CreateUpload(string name) => throw new NotSupportedException("Nothing is uploaded here.");

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) =>
        objects.TryGetValue(name, out var content) ? Task.FromResult<Stream>(new MemoryStream(content, writable: false)) : throw new ObjectNotFoundException(Description, name);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        objects.Remove(name);
        notes.Remove(name);
        return Task.CompletedTask;
    }

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult<StoreLease?>(null);
}
