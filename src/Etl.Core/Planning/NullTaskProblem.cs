namespace Etl.Core.Planning;

/// <summary>A list of tasks that has null in it.</summary>
/// <param name="Group">The group path joined with a slash, empty at the top.</param>
public sealed record NullTaskProblem(string Group)
    : PlanProblem("null-task", $"The tasks of {(Group.Length == 0 ? "the pipeline" : $"group '{Group}'")} have a null among them. Leave out what does not apply, for example with Where(task => task is not null).");
