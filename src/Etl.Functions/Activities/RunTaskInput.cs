using Etl.Core.Registry;

namespace Etl.Functions.Activities;

/// <summary>One attempt of one task.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="IsLastAttempt">A failure of this attempt is the task's outcome.</param>
/// <param name="Inputs">The exact version of each model that the task requires; of a model that it reads as a range of partitions one for each partition.</param>
public sealed record RunTaskInput(string RunId, string Task, int Attempt, bool IsLastAttempt, IReadOnlyList<VersionId> Inputs)
{
    /// <summary>The version before the run's own of each model that the task provides and that has one.</summary>
    public IReadOnlyList<VersionId> Previous { get; init; } = [];
}
