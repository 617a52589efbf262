using Etl.Core.Registry;

namespace Etl.Functions.Orchestrators;

/// <summary>A task whose inputs are all there.</summary>
/// <param name="Task">What to run.</param>
/// <param name="Inputs">The exact version of each model that it requires, in that order.</param>
public sealed record ReadyTask(TaskDescriptor Task, IReadOnlyList<VersionId> Inputs);
