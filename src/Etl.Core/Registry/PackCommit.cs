namespace Etl.Core.Registry;

/// <summary>
/// The outcomes of tasks that ran together in one activity, put once for all of them: the first put decides for every task that it has. A task of the pack that it does not have failed in a way
/// that another attempt may mend; that attempt, and who gives the task up later, puts a record of the task alone. So no task has an outcome of its own before the record of its pack is there.
/// </summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="RunId">The run.</param>
/// <param name="Pack">The place of the pack in <see cref="RunSnapshot.Packs"/>.</param>
/// <param name="AttemptId">Tells a put that was retried after a lost answer from a put of somebody else.</param>
/// <param name="Tasks">In the order of the pack.</param>
public sealed record PackCommit(int Schema, string RunId, int Pack, string AttemptId, IReadOnlyList<TaskCommit> Tasks)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The outcome of a task; null when it was left open.</summary>
    public TaskCommit? Find(string task) => Tasks.FirstOrDefault(commit => commit.Task == task);
}
