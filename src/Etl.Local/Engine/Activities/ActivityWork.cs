using Etl.Local.Engine.Orchestrations;

namespace Etl.Local.Engine.Activities;

/// <summary>One activity that is due to run.</summary>
internal readonly record struct ActivityWork(OrchestrationInstance Instance, int TaskId, string Name, string? Input);
