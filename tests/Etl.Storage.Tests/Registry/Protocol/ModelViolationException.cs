namespace Etl.Storage.Tests.Registry.Protocol;

/// <summary>The protocol broke one of its rules.</summary>
internal sealed class ModelViolationException(string message) : Exception(message);
