using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>Where a task stands, for people who watch the run. Overwritten as it goes; nothing is decided by it.</summary>
public sealed record TaskNote(
    string Task,
    RunStatus Status,
    int Attempt,
    long Rows,
    long Bytes,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    TaskError? Error)
{
    /// <summary>Of a task that has ended, as its commit record says.</summary>
    public static TaskNote Of(TaskCommit commit) => new(
        commit.Task,
        commit.Status,
        commit.Attempt,
        commit.Outputs.Sum(output => output.Rows),
        commit.Outputs.Sum(output => output.Bytes),
        commit.StartedAt,
        commit.EndedAt,
        commit.Error);
}
