using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Storage.Registry;

/// <summary>Builds the documents of runs: from notes while they run, from records when they have ended.</summary>
internal static class RunDocuments
{
    public static RunDocument InProgress(RunClaim claim, RunStatus status, IReadOnlyDictionary<string, TaskNote> notes) =>
        Of(claim, status, place => notes.GetValueOrDefault(claim.Snapshot.Tasks[place].Name));

    /// <summary>The summary of a run.</summary>
    /// <param name="claim">The run.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="error">Why, where that is more than its tasks say.</param>
    /// <param name="tasks">In the order of the snapshot.</param>
    /// <param name="endedAt">UTC.</param>
    public static RunDocument Ended(RunClaim claim, RunEnding ending, TaskError? error, IReadOnlyList<EndedTask> tasks, DateTimeOffset endedAt)
    {
        var checks = tasks.SelectMany(task => task.ChecksNotPassed).ToList();
        return Of(claim, StatusOf(ending.Kind), place => tasks[place].Note) with
        {
            DurationMs = (long)(endedAt - claim.Job.StartedAt).TotalMilliseconds,
            Error = error,
            Checks = checks.Count == 0 ? null : checks,
            Models = ending.Kind == RunEndingKind.Publish ? [.. tasks.SelectMany(task => task.Models)] : [],
        };
    }

    private static RunStatus StatusOf(RunEndingKind ending) => ending switch
    {
        RunEndingKind.Publish => RunStatus.Succeeded,
        RunEndingKind.Cancel => RunStatus.Cancelled,
        _ => RunStatus.Failed,
    };

    private static RunDocument Of(RunClaim claim, RunStatus status, Func<int, TaskNote?> noteOf)
    {
        var levels = claim.Snapshot.Levels();
        var providers = claim.Snapshot.Tasks.SelectMany(task => task.Provides.Select(model => (model, task.Name))).ToDictionary(StringComparer.Ordinal);
        return new RunDocument
        {
            RunId = claim.Job.RunId,
            Pipeline = claim.Job.Pipeline,
            Status = status,
            BusinessDate = claim.Job.BusinessDate,
            StartedAt = claim.Job.StartedAt,
            RerunOf = claim.Request.Rerun?.RunId,
            Parameters = claim.Job.Parameters.Count == 0 ? null : new SortedDictionary<string, string>(claim.Job.Parameters.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            Select = claim.Request.Select,
            Exclude = claim.Request.Exclude,
            Tasks = [.. claim.Snapshot.Tasks.Select((task, i) => Of(task, levels[i], noteOf(i)) with { Upstream = Upstream(task, providers) })],
            Models = [],
        };
    }

    private static TaskDocument Of(TaskDescriptor task, int level, TaskNote? note) => note is null
        ? new TaskDocument(task.Name, task.Group, level, RunStatus.Pending, 0, 0, 0, null, null)
        : new TaskDocument(
            task.Name,
            task.Group,
            level,
            note.Status,
            note.Attempt,
            note.Rows,
            note.Bytes,
            note is { Attempt: > 0, EndedAt: { } endedAt } ? (long)(endedAt - note.StartedAt).TotalMilliseconds : null,
            note.Error)
        {
            StartedAt = note.Attempt > 0 ? note.StartedAt : null,
        };

    private static string[]? Upstream(TaskDescriptor task, Dictionary<string, string> providers)
    {
        var upstream = task.Requires.Select(providers.GetValueOrDefault).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return upstream.Length == 0 ? null : upstream;
    }
}
