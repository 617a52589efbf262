using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Functions.Activities;

/// <summary>What the orchestration knows at the end of a run, and the records do not.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Ending">How it wants to end.</param>
/// <param name="NotSucceeded">The outcome of every task that did not succeed.</param>
/// <param name="Error">Why the run failed before or beside its tasks.</param>
public sealed record FinishRunInput(string RunId, RunEndingKind Ending, IReadOnlyList<TaskOutcome> NotSucceeded, TaskError? Error);
