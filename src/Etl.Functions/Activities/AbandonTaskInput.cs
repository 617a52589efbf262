namespace Etl.Functions.Activities;

/// <summary>A task whose activity has not answered for long.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Attempt">That was begun last.</param>
/// <param name="Timeout">Of one attempt.</param>
public sealed record AbandonTaskInput(string RunId, string Task, int Attempt, TimeSpan Timeout);
