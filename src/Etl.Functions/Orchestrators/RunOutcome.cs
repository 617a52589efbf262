using Etl.Core.Runs;

namespace Etl.Functions.Orchestrators;

/// <summary>The output of a run's orchestration.</summary>
/// <param name="Status">Succeeded or Cancelled; a failed run ends with an exception.</param>
/// <param name="Tasks">How many there were.</param>
/// <param name="Published">How many versions became visible.</param>
public sealed record RunOutcome(RunStatus Status, int Tasks, int Published);
