namespace Etl.Core.Checks;

/// <summary>What a plan needs to know of a check.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="References">The model whose keys it reads.</param>
internal readonly record struct DeclaredCheck(string Name, string? References);
