namespace Etl.Core.Planning;

/// <summary>Tasks that wait for each other. One is reported for each strongly connected component.</summary>
/// <param name="Path">Task names along a shortest cycle, the first repeated at the end: A, B, A.</param>
/// <param name="Models">The model that carries each step of the path; one fewer than its names.</param>
/// <param name="TaskCount">How many tasks are in the component; more than the path has where several cycles are entangled.</param>
public sealed record CircularDependencyProblem(IReadOnlyList<string> Path, IReadOnlyList<string> Models, int TaskCount)
    : PlanProblem("circular-dependency", Describe(Path, Models, TaskCount))
{
    private static string Describe(IReadOnlyList<string> path, IReadOnlyList<string> models, int taskCount)
    {
        var steps = models.Select((model, i) => $"'{path[i + 1]}' requires '{model}' of '{path[i]}'");
        var more = taskCount > path.Count - 1 ? $" {taskCount} tasks are entangled in cycles here." : "";
        return $"Circular dependency: {string.Join(" -> ", path)} ({string.Join(", ", steps)}).{more} Take one of these out of Requires().";
    }
}
