namespace Etl.Core.Planning;

/// <summary>Tasks that wait for each other. One is reported for each strongly connected component.</summary>
/// <param name="Path">Task names along a shortest cycle through the task that was given first, which is repeated at the end: A, B, A.</param>
/// <param name="Models">The model that carries each step of the path; one fewer than its names.</param>
/// <param name="TaskCount">How many tasks are in the component; more than the path has where several cycles are entangled.</param>
public sealed record CircularDependencyProblem(IReadOnlyList<string> Path, IReadOnlyList<string> Models, int TaskCount)
    : PlanProblem("circular-dependency", Describe(Path, Models, TaskCount))
{
    private const int MaxShown = 12;

    private static string Describe(IReadOnlyList<string> path, IReadOnlyList<string> models, int taskCount)
    {
        var steps = models.Select((model, i) => $"'{path[i + 1]}' requires '{model}' of '{path[i]}'").ToList();
        var more = taskCount > path.Count - 1 ? $" {taskCount} tasks are entangled in cycles here; this is one of the cycles." : "";
        return $"Circular dependency: {Join(path, " -> ")} ({Join(steps, ", ")}).{more} Take one of these models out of a Requires().";
    }

    /// <summary>A long cycle shows its ends: the middle is in <see cref="Path"/> and <see cref="Models"/>.</summary>
    private static string Join(IReadOnlyList<string> items, string separator) =>
        items.Count <= MaxShown
            ? string.Join(separator, items)
            : string.Join(separator, [.. items.Take(MaxShown / 2), $"({items.Count - MaxShown} more)", .. items.Skip(items.Count - (MaxShown / 2))]);
}
