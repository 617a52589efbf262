using System.Globalization;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry.Retention;

/// <summary>Since when objects are needed no more: a note for each, under its name.</summary>
internal sealed class GcMarks(IObjectStore store)
{
    private const string Schema = "schema";
    private const string Since = "since";
    private const int CurrentSchema = 1;

    /// <summary>Name of the object → when a pass first saw that nobody needs it, UTC.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> ReadAsync(CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await foreach (var note in store.ListNotesAsync(RegistryNames.Marks, cancellationToken))
        {
            marks[note.Name[RegistryNames.Marks.Length..]] = TimeOf(note);
        }

        return marks;
    }

    public Task WriteAsync(string name, DateTimeOffset since, CancellationToken cancellationToken) => store.WriteNoteAsync(
        RegistryNames.Mark(name),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Schema] = CurrentSchema.ToString(CultureInfo.InvariantCulture),
            [Since] = since.ToString("O", CultureInfo.InvariantCulture),
        },
        cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(RegistryNames.Mark(name), cancellationToken);

    private DateTimeOffset TimeOf(StoredNote note)
    {
        if (!note.Values.TryGetValue(Schema, out var text) || !int.TryParse(text, CultureInfo.InvariantCulture, out var schema))
        {
            throw RecordFormatException.Damaged(store.Description, note.Name, "It has no schema number.");
        }

        if (schema > CurrentSchema)
        {
            throw RecordFormatException.Newer(note.Name, schema, CurrentSchema);
        }

        return note.Values.TryGetValue(Since, out var since) && DateTimeOffset.TryParseExact(since, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw RecordFormatException.Damaged(store.Description, note.Name, "It does not say since when.");
    }
}
