using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>A store through which a process sees less than there is, or takes less care than it should.</summary>
internal sealed class DistortedObjectStore(IObjectStore store) : IObjectStore
{
    /// <summary>Names that listings leave out.</summary>
    public Func<string, bool> Hides { get; init; } = _ => false;

    /// <summary>Replaces whatever is there.</summary>
    public bool IgnoresETags { get; init; }

    /// <summary>How much older the marks of the garbage collection look than they are.</summary>
    public TimeSpan MarksLookOlderBy { get; init; }

    /// <summary>What is read in place of the text that is there.</summary>
    public Func<string, string> Changes { get; init; } = text => text;

    public string Description => store.Description;

    public async Task<StoredObject?> TryReadAsync(string name, CancellationToken cancellationToken = default) =>
        await store.TryReadAsync(name, cancellationToken) is { } stored ? stored with { Content = Encoding.UTF8.GetBytes(Changes(Encoding.UTF8.GetString(stored.Content.Span))) } : null;

    public Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => store.TryCreateAsync(name, content, cancellationToken);

    public async Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellationToken = default) =>
        await store.TryReplaceAsync(name, content, IgnoresETags ? (await store.TryReadAsync(name, cancellationToken))!.ETag : etag, cancellationToken);

    public Task WriteNoteAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default) => store.WriteNoteAsync(name, values, cancellationToken);

    public async IAsyncEnumerable<StoredNote> ListNotesAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var note in store.ListNotesAsync(prefix, cancellationToken))
        {
            yield return !prefix.StartsWith("gc/", StringComparison.Ordinal) ? note : note with { Values = note.Values.ToDictionary(value => value.Key, value => Older(value.Value), StringComparer.OrdinalIgnoreCase) };
        }
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var name in store.ListAsync(prefix, cancellationToken))
        {
            if (!Hides(name))
            {
                yield return name;
            }
        }
    }

    public ObjectUpload CreateUpload(string name) => store.CreateUpload(name);

    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default) => store.OpenReadAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => store.DeleteAsync(name, cancellationToken);

    public Task<StoreLease?> TryLeaseAsync(string name, CancellationToken cancellationToken = default) => store.TryLeaseAsync(name, cancellationToken);

    private string Older(string value) => MarksLookOlderBy > TimeSpan.Zero && DateTimeOffset.TryParseExact(value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        ? (time - MarksLookOlderBy).ToString("O", CultureInfo.InvariantCulture)
        : value;
}
