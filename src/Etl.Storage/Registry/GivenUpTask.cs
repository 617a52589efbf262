using Etl.Core.Runs;

namespace Etl.Storage.Registry;

/// <summary>What a task's tombstone says, should the task have no record when its run is finished.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Status">Failed, Cancelled or Skipped.</param>
/// <param name="Attempt">How often it was tried.</param>
/// <param name="Error">Why it was given up; null when nothing is wrong with the task itself.</param>
public sealed record GivenUpTask(string Task, RunStatus Status, int Attempt = 0, TaskError? Error = null);
