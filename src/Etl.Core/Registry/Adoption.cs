namespace Etl.Core.Registry;

/// <summary>Where the outputs of a task that was not run come from.</summary>
/// <param name="RunId">The run whose commit record was taken over.</param>
/// <param name="Reason">Why that was right.</param>
public sealed record Adoption(string RunId, AdoptionReason Reason);
