namespace Etl.Fuzz;

/// <summary>One input.</summary>
/// <param name="Shown">The whole input as text, for the report of a finding.</param>
/// <param name="RunAsync">Gives it to what is tested: true when it was accepted, false when it was refused in words. Whatever it throws is a finding.</param>
internal sealed record FuzzCase(string Shown, Func<CancellationToken, Task<bool>> RunAsync);
