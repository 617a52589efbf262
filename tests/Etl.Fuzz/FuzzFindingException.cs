namespace Etl.Fuzz;

/// <summary>An answer that nobody should get.</summary>
internal sealed class FuzzFindingException(string message) : Exception(message);
