namespace Etl.Core.Runs;

/// <summary>How one task of an in-process run ended.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Status">Succeeded, Failed, Skipped or Cancelled.</param>
/// <param name="Attempts">0 when it was not run.</param>
/// <param name="Rows">Written to all outputs together.</param>
/// <param name="Duration">Of all attempts together, with the waits between them.</param>
/// <param name="Error">Only when it failed.</param>
public sealed record TaskResult(string Task, RunStatus Status, int Attempts, long Rows, TimeSpan Duration, TaskError? Error);
