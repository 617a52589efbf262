namespace Etl.Cli.Running;

/// <summary>The process that holds the hub takes no more requests: this one has not reached it.</summary>
internal sealed class HolderEndedException(Exception innerException)
    : Exception($"The process that works on this store does not answer any more: {innerException.Message}", innerException);
