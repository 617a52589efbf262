namespace Etl.Local.Engine;

/// <summary>A replay did not repeat what the history says, or an orchestrator awaited something that is not durable. It ends the instance as failed.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
