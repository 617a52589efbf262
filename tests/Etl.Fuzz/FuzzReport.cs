namespace Etl.Fuzz;

/// <summary>What came of a target.</summary>
/// <param name="Inputs">How many were tried.</param>
/// <param name="Accepted">How many of them were accepted; the rest was refused in words, or is a finding.</param>
/// <param name="Findings">One for each signature, in order of discovery.</param>
/// <param name="Violations">All findings, repeated ones counted.</param>
internal sealed record FuzzReport(string Target, long Inputs, long Accepted, IReadOnlyList<FuzzFinding> Findings, long Violations);
