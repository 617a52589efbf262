namespace Etl.Functions.Models;

/// <summary>A model, a version or a partition was asked for that was never published, or is no more.</summary>
public sealed class UnknownModelException(string message) : Exception(message);
