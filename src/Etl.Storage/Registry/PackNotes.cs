using System.Globalization;
using System.Text;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>
/// The states of the tasks of a pack as the short values of one <see cref="StoredNote"/>: for each task one value with status, attempt, rows, bytes, start in milliseconds of Unix time, duration in milliseconds, and
/// what there is room for of its error. The key is the letter t and the place of the task in the pack, so that the names, which the snapshot has, need no room.
/// </summary>
internal static class PackNotes
{
    private const int CurrentSchema = 1;
    private const int MaxBytes = 4 * 1024;
    private const string SchemaKey = "schema";
    private const string Cut = "…";
    private const string NotEnded = "-";

    public static IReadOnlyDictionary<string, string> Write(IReadOnlyList<TaskNote?> notes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { [SchemaKey] = Text(CurrentSchema) };
        for (var i = 0; i < notes.Count; i++)
        {
            if (notes[i] is { } note)
            {
                values[$"t{i}"] = string.Join(' ', note.Status, Text(note.Attempt), Text(note.Rows), Text(note.Bytes), Text(note.StartedAt.ToUnixTimeMilliseconds()), note.EndedAt is { } end ? Text(end.ToUnixTimeMilliseconds() - note.StartedAt.ToUnixTimeMilliseconds()) : NotEnded);
            }
        }

        AddErrors(notes, values);
        return values;
    }

    public static IEnumerable<TaskNote> Read(string store, StoredNote note, RunSnapshot snapshot)
    {
        try
        {
            var schema = int.Parse(note.Values[SchemaKey], CultureInfo.InvariantCulture);
            return schema > CurrentSchema ? throw RecordFormatException.Newer(note.Name, schema, CurrentSchema) : ReadTasks(note, snapshot);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            throw RecordFormatException.Damaged(store, note.Name, exception.Message, exception);
        }
    }

    /// <summary>What is left of the note's room is shared between the errors.</summary>
    private static void AddErrors(IReadOnlyList<TaskNote?> notes, Dictionary<string, string> values)
    {
        var errors = Enumerable.Range(0, notes.Count).Where(i => notes[i]?.Error is not null).ToList();
        if (errors.Count == 0)
        {
            return;
        }

        var room = (MaxBytes - values.Sum(value => Encoding.UTF8.GetByteCount(value.Key) + Encoding.UTF8.GetByteCount(value.Value))) / errors.Count;
        foreach (var i in errors)
        {
            var error = notes[i]!.Error!;
            var text = $" {error.Type} {error.Message}";
            values[$"t{i}"] += Utf8Text.Fit(text, room, Cut);
        }
    }

    private static List<TaskNote> ReadTasks(StoredNote note, RunSnapshot snapshot)
    {
        var pack = int.Parse(note.Name.AsSpan(note.Name.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
        var tasks = snapshot.Packs is { } packs && pack < packs.Count ? packs[pack] : throw new FormatException($"The run has no pack {pack}.");
        var notes = new List<TaskNote>(tasks.Count);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (note.Values.TryGetValue($"t{i}", out var value))
            {
                notes.Add(ReadTask(snapshot.Tasks[tasks[i]].Name, value));
            }
        }

        return notes;
    }

    private static TaskNote ReadTask(string task, string value)
    {
        var parts = value.Split(' ', 8);
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[4], CultureInfo.InvariantCulture));
        return new TaskNote(
            task,
            Enum.Parse<RunStatus>(parts[0]),
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            long.Parse(parts[3], CultureInfo.InvariantCulture),
            startedAt,
            parts[5] == NotEnded ? null : startedAt.AddMilliseconds(long.Parse(parts[5], CultureInfo.InvariantCulture)),
            parts.Length > 6 ? new TaskError(parts[6], parts.Length > 7 ? parts[7] : "") : null);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
