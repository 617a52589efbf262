namespace Etl.Functions.Orchestrators;

/// <summary>Ends the orchestration of a failed run, so that its runtime status is Failed for portals and alerts. The run record has the details.</summary>
public sealed class RunFailedException(string message) : Exception(message);
