namespace Etl.Core.Checks;

/// <summary>What a check said about one version of a model.</summary>
/// <param name="Check">Its name, unique in the model.</param>
/// <param name="Severity">What follows when it does not pass.</param>
/// <param name="Passed">Whether it did.</param>
/// <param name="Failures">How many rows did not pass; 0 or 1 for a check of the whole.</param>
/// <param name="Message">What is wrong, with the first rows that are; null when it passed.</param>
public sealed record CheckResult(string Check, CheckSeverity Severity, bool Passed, long Failures, string? Message);
