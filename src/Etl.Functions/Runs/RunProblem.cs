namespace Etl.Functions.Runs;

/// <summary>One thing that is wrong with a request for a run.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">Names the thing, the cause and the way out.</param>
public sealed record RunProblem(string Code, string Message);
