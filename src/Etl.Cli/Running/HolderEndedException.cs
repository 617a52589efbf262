namespace Etl.Cli.Running;

/// <summary>The process that holds the hub takes no more requests: this one has not reached it.</summary>
internal sealed class HolderEndedException(string message, Exception innerException) : Exception(message, innerException);
