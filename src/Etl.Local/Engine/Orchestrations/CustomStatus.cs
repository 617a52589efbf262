namespace Etl.Local.Engine.Orchestrations;

/// <summary>What the code set in a turn.</summary>
/// <param name="Json">Null clears it.</param>
internal sealed record CustomStatus(string? Json);
