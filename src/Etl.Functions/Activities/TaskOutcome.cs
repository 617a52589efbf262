using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Functions.Activities;

/// <summary>How an attempt of a task ended. Business outcomes travel as this value, never as exceptions, because exception types do not survive the host.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Status">Succeeded, Failed, Cancelled or Skipped; Pending when there was no slot for it in a pool.</param>
/// <param name="Attempt">The attempt that decided; 0 when the task was not run.</param>
/// <param name="IsRetryable">Whether another attempt may mend it.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Outputs">The committed versions.</param>
public sealed record TaskOutcome(
    string Task,
    RunStatus Status,
    int Attempt,
    bool IsRetryable,
    TaskError? Error,
    IReadOnlyList<VersionId> Outputs)
{
    /// <summary>Of a task that was not run.</summary>
    public static TaskOutcome NotRun(string task, RunStatus status) => new(task, status, 0, false, null, []);

    /// <summary>Of a task whose attempts failed.</summary>
    public static TaskOutcome Failure(string task, int attempt, TaskError error, bool isRetryable) => new(task, RunStatus.Failed, attempt, isRetryable, error, []);

    /// <summary>As its commit record says.</summary>
    public static TaskOutcome Of(TaskCommit commit) =>
        new(commit.Task, commit.Status, commit.Attempt, false, commit.Error, [.. commit.Outputs.Select(output => output.Id)]);

    /// <summary>As the record of a pack says, in the order of the given names; of a task that it left open a failure that another attempt may mend.</summary>
    public static IReadOnlyList<TaskOutcome> Of(PackCommit commit, IEnumerable<string> tasks)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var commits = commit.Tasks.ToDictionary(decided => decided.Task, StringComparer.Ordinal);

        // What it was left open for is in its log and its note.
        return [.. tasks.Select(task => commits.TryGetValue(task, out var decided)
            ? Of(decided)
            : Failure(task, 1, new TaskError("FailedForNow", $"The first attempt of task '{task}' failed."), isRetryable: true))];
    }
}
