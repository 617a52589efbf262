using System.Globalization;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Storage.Registry;

/// <summary>Where the records are. What comes from outside is checked before it becomes part of a name.</summary>
internal static class RegistryNames
{
    public const string HeadsRoot = "heads/root.json";
    public const string HeadFiles = "heads/";
    public const string RunIndex = "index/runs/";
    public const string BackfillIndex = "index/backfills/";
    public const string Runs = "runs/";
    public const string Blobs = "models/";
    public const string Marks = "gc/";
    public const string PipelineStates = "pipelines/";
    public const string Claimed = "claimed";
    public const string Ended = "ended";
    public const string PackNotePrefix = "pack:";

    public static string BackfillClaim(string id) => $"{Backfill(id)}claim.json";

    public static string BackfillCancel(string id) => $"{Backfill(id)}cancel.json";

    public static string BackfillRuns(string id) => $"{Backfill(id)}runs/";

    public static string BackfillRun(string id, DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{BackfillRuns(id)}{date:yyyy-MM-dd}");

    public static string Claim(string runId) => $"{Run(runId)}claim.json";

    public static string Epoch(string runId) => $"{Run(runId)}epoch.json";

    public static string Pins(string runId) => $"{Run(runId)}pins.json";

    public static string Ending(string runId) => $"{Run(runId)}ending.json";

    public static string Summary(string runId) => $"{Run(runId)}summary.json";

    public static string Commit(string runId, string task) => $"{Run(runId)}commits/{Task(task)}.json";

    public static string PackCommit(string runId, int pack) => string.Create(CultureInfo.InvariantCulture, $"{Run(runId)}packs/{pack}.json");

    public static bool IsPackCommit(string name) => name.Contains("/packs/", StringComparison.Ordinal);

    public static string TaskLogs(string runId) => $"{Run(runId)}logs/";

    public static string TaskLogs(string runId, string task) => $"{TaskLogs(runId)}{Task(task)}/";

    public static string TaskLog(string runId, string task, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{TaskLogs(runId, task)}{attempt}.jsonl");

    public static string TaskNotes(string runId) => $"{Run(runId)}tasks/";

    public static string TaskNote(string runId, string task) => $"{TaskNotes(runId)}{Task(task)}";

    /// <summary>Among the notes of tasks; no task can have that name.</summary>
    public static string PackNote(string runId, int pack) => string.Create(CultureInfo.InvariantCulture, $"{TaskNotes(runId)}{PackNotePrefix}{pack}");

    /// <summary>The note that says since when an object is not needed any more.</summary>
    public static string Mark(string name) => Marks + name;

    public static string Head(string model, string contentSha256) =>
        ModelName.IsValid(model)
            ? $"heads/{model}/{contentSha256[..32]}.json"
            : throw new ArgumentException($"'{model}' can't be a model name: the class part is a letter and then letters and digits, the key is letters, digits and hyphens.", nameof(model));

    /// <summary>The entries of a run in the index; later runs sort first.</summary>
    public static string IndexEntry(string runId, DateTimeOffset startedAt, string state) => $"{RunIndex}{NewestFirst(runId, startedAt)}/{state}";

    /// <summary>The entries of a backfill in their index; later ones sort first.</summary>
    public static string BackfillIndexEntry(string id, DateTimeOffset startedAt, string state) => $"{BackfillIndex}{NewestFirst(id, startedAt)}/{state}";

    private static string NewestFirst(string id, DateTimeOffset startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - startedAt.UtcTicks:D19}-{Checked(id)}");

    private static string Backfill(string id) => $"backfills/{Checked(id)}/";

    public static string PipelineState(string pipeline) => $"{PipelineStates}{Part(pipeline)}.json";

    public static string Occurrence(string pipeline, string schedule, DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"schedules/{Part(pipeline)}/{Part(schedule)}/{date:yyyyMMdd}.json");

    /// <summary>1 is the first slot.</summary>
    public static string PoolSlot(string pool, int slot) => string.Create(CultureInfo.InvariantCulture, $"pools/{Part(pool)}/{slot}");

    private static string Run(string runId) => $"runs/{Checked(runId)}/";

    private static string Checked(string runId) =>
        RunId.IsValid(runId)
            ? runId
            : throw new ArgumentException($"'{runId}' can't be a run id: 1 to {RunId.MaxLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(runId));

    private static string Task(string task) =>
        TaskName.IsValid(task)
            ? task
            : throw new ArgumentException($"'{task}' can't be a task name: 1 to {TaskName.MaxLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(task));

    private static string Part(string name) =>
        TaskName.IsValid(name)
            ? name
            : throw new ArgumentException($"'{name}' can't be the name of a pipeline or schedule: use letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(name));
}
