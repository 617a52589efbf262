namespace Etl.Fuzz;

/// <summary>What was found, with all that is needed to see it again.</summary>
/// <param name="Input">The number of the input: together with the seed it gives the same input again.</param>
/// <param name="Shown">The input.</param>
/// <param name="Problem">What was wrong.</param>
/// <param name="Signature">The same for findings that are likely to have one cause.</param>
internal sealed record FuzzFinding(long Input, string Shown, string Problem, string Signature);
