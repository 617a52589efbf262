namespace Etl.Core.Planning;

/// <summary>Several model classes whose models would have the same names.</summary>
/// <param name="Model">The class part of the names.</param>
/// <param name="Types">The full names of the classes, in the order they were first used.</param>
/// <param name="Tasks">For each class the first task that uses it; empty for one that is only declared as external.</param>
public sealed record DuplicateModelClassProblem(string Model, IReadOnlyList<string> Types, IReadOnlyList<string> Tasks)
    : PlanProblem("duplicate-model-class", Describe(Model, Types, Tasks))
{
    private static string Describe(string model, IReadOnlyList<string> types, IReadOnlyList<string> tasks)
    {
        var uses = types.Zip(tasks, (type, task) => $"'{type}' ({(task.Length == 0 ? "an external model" : $"in task '{task}'")})");
        return $"{types.Count} model classes are named '{model}': {string.Join(", ", uses)}. Model names are global: rename all but one.";
    }
}
