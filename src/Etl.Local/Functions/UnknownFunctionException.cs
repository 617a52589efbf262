namespace Etl.Local.Functions;

/// <summary>No function of this kind and name was found. The message lists those that were.</summary>
public sealed class UnknownFunctionException(string message) : Exception(message);
