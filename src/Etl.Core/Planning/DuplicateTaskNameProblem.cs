namespace Etl.Core.Planning;

/// <summary>A name that more than one task of the pipeline has.</summary>
/// <param name="Task">The name.</param>
/// <param name="Groups">Where each of them is: the group path joined with a slash, empty at the top.</param>
public sealed record DuplicateTaskNameProblem(string Task, IReadOnlyList<string> Groups)
    : PlanProblem("duplicate-task-name", $"{Groups.Count} tasks are named '{Task}' (in {string.Join(", ", Groups.Select(group => group.Length == 0 ? "no group" : $"group '{group}'"))}). Task names are unique in a pipeline: a task made per chain carries the chain in its name.");
