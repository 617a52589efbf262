namespace Etl.Chaos.Reporting;

/// <summary>What a trial came to.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Disturbances">What was done to it, one for each time.</param>
/// <param name="Runs">That were started.</param>
/// <param name="Violations">Empty when all is well.</param>
/// <param name="Steps">What was done, in order.</param>
internal sealed record TrialResult(string Scenario, IReadOnlyList<string> Disturbances, int Runs, IReadOnlyList<string> Violations, IReadOnlyList<string> Steps);
