using System.Globalization;
using System.Text;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>Task notes and index entries as the short values of a <see cref="StoredNote"/>.</summary>
internal static class Notes
{
    private const int CurrentSchema = 1;
    private const int MaxBytes = 4 * 1024;
    private const string Cut = "…";

    /// <summary>Whether there is a note of that name, by a listing of those beside it.</summary>
    public static async Task<bool> ExistsAsync(IObjectStore store, string name, CancellationToken cancellationToken)
    {
        await foreach (var note in store.ListNotesAsync(name[..(name.LastIndexOf('/') + 1)], cancellationToken))
        {
            if (note.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    public static IReadOnlyDictionary<string, string> Write(TaskNote note)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = Text(CurrentSchema),
            ["task"] = note.Task,
            ["status"] = note.Status.ToString(),
            ["attempt"] = Text(note.Attempt),
            ["rows"] = Text(note.Rows),
            ["bytes"] = Text(note.Bytes),
            ["started"] = Text(note.StartedAt),
        };
        if (note.EndedAt is { } endedAt)
        {
            values.Add("ended", Text(endedAt));
        }

        if (note.Error is { } error)
        {
            values.Add("errortype", Fit(error.Type, MaxBytes / 4));
            values.Add("error", "");
            values["error"] = Fit(error.Message, MaxBytes - values.Sum(value => Encoding.UTF8.GetByteCount(value.Key) + Encoding.UTF8.GetByteCount(value.Value)));
        }

        return values;
    }

    public static TaskNote ReadTask(string store, StoredNote note) => Read(store, note, values => new TaskNote(
        values["task"],
        Enum.Parse<RunStatus>(values["status"]),
        Integer<int>(values["attempt"]),
        Integer<long>(values["rows"]),
        Integer<long>(values["bytes"]),
        Time(values["started"]),
        values.TryGetValue("ended", out var ended) ? Time(ended) : null,
        values.TryGetValue("errortype", out var type) ? new TaskError(type, values["error"]) : null));

    public static IReadOnlyDictionary<string, string> Write(RunIndexEntry entry)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = Text(CurrentSchema),
            ["run"] = entry.RunId,
            ["pipeline"] = entry.Pipeline,
            ["status"] = entry.Status.ToString(),
            ["started"] = Text(entry.StartedAt),
        };
        if (entry.DurationMs is { } durationMs)
        {
            values.Add("durationms", Text(durationMs));
        }

        if (entry.BusinessDate is { } date)
        {
            values.Add("date", Text(date));
        }

        return values;
    }

    public static RunIndexEntry ReadIndexEntry(string store, StoredNote note) => Read(store, note, values => new RunIndexEntry(
        Id(values["run"]),
        values["pipeline"],
        Enum.Parse<RunStatus>(values["status"]),
        Time(values["started"]),
        values.TryGetValue("durationms", out var duration) ? Integer<long>(duration) : null)
    {
        BusinessDate = values.TryGetValue("date", out var date) ? Date(date) : null,
    });

    public static IReadOnlyDictionary<string, string> Write(BackfillIndexEntry entry) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["schema"] = Text(CurrentSchema),
        ["id"] = entry.Id,
        ["pipeline"] = entry.Pipeline,
        ["status"] = entry.Status.ToString(),
        ["from"] = Text(entry.From),
        ["to"] = Text(entry.To),
        ["dates"] = Text(entry.Dates),
        ["started"] = Text(entry.StartedAt),
    };

    public static BackfillIndexEntry ReadBackfillIndexEntry(string store, StoredNote note) => Read(store, note, values => new BackfillIndexEntry(
        Id(values["id"]),
        values["pipeline"],
        Enum.Parse<RunStatus>(values["status"]),
        Date(values["from"]),
        Date(values["to"]),
        Integer<int>(values["dates"]),
        Time(values["started"])));

    public static IReadOnlyDictionary<string, string> Write(BackfillRunDocument run)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = Text(CurrentSchema),
            ["date"] = Text(run.BusinessDate),
            ["run"] = run.RunId!,
            ["status"] = run.Status.ToString(),
        };
        if (run.Error is not null)
        {
            values.Add("error", Fit(run.Error, MaxBytes / 2));
        }

        return values;
    }

    public static BackfillRunDocument ReadBackfillRun(string store, StoredNote note) => Read(store, note, values => new BackfillRunDocument(
        Date(values["date"]),
        Id(values["run"]),
        Enum.Parse<RunStatus>(values["status"]))
    {
        Error = values.TryGetValue("error", out var error) ? error : null,
    });

    private static T Read<T>(string store, StoredNote note, Func<IReadOnlyDictionary<string, string>, T> read)
    {
        try
        {
            var schema = Integer<int>(note.Values["schema"]);
            return schema <= CurrentSchema ? read(note.Values) : throw RecordFormatException.Newer(note.Name, schema, CurrentSchema);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            throw RecordFormatException.Damaged(store, note.Name, exception.Message, exception);
        }
    }

    private static string Fit(string text, int maxBytes) => Utf8Text.Fit(text, maxBytes, Cut);

    /// <summary>Of a run or a backfill: it becomes part of names of records.</summary>
    private static string Id(string text) => RunId.IsValid(text) ? text : throw new FormatException($"'{text}' can't be an id.");

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TInteger Integer<TInteger>(string text)
        where TInteger : IParsable<TInteger> => TInteger.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
