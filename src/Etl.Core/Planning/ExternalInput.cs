namespace Etl.Core.Planning;

/// <summary>A model that a plan reads from the store.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Tasks">That read it.</param>
public sealed record ExternalInput(string Model, IReadOnlyList<string> Tasks);
