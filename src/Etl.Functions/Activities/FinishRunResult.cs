using Etl.Core.Runs;

namespace Etl.Functions.Activities;

/// <summary>How the run ended, as its record says.</summary>
/// <param name="Status">Succeeded, Failed or Cancelled.</param>
/// <param name="Summary">One line.</param>
/// <param name="Published">How many versions became visible.</param>
public sealed record FinishRunResult(RunStatus Status, string Summary, int Published);
