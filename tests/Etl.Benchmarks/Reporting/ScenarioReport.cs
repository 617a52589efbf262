namespace Etl.Benchmarks.Reporting;

/// <summary>What one scenario has measured.</summary>
/// <param name="Name">Of the scenario.</param>
/// <param name="Measurements">In the order in which they were taken.</param>
/// <param name="Notes">What a reader of the figures must know, such as peers that are not installed.</param>
/// <param name="Error">Why it ended early; null when it went to its end.</param>
internal sealed record ScenarioReport(string Name, IReadOnlyList<Measurement> Measurements, IReadOnlyList<string> Notes, string? Error);
