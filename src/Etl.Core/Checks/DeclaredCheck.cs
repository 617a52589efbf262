namespace Etl.Core.Checks;

/// <summary>What a plan needs to know of a check.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Severity">What follows when it does not pass.</param>
/// <param name="References">The model whose keys it reads.</param>
/// <param name="ReadsBusinessDate">Whether the same rows can pass for one business date and not for another.</param>
/// <param name="ReadsPrevious">Whether it compares with the version before.</param>
internal readonly record struct DeclaredCheck(string Name, CheckSeverity Severity, string? References, bool ReadsBusinessDate, bool ReadsPrevious);
