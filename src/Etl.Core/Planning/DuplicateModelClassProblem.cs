namespace Etl.Core.Planning;

/// <summary>Two model classes that would get the same model name.</summary>
public sealed record DuplicateModelClassProblem(string Model, IReadOnlyList<string> Types)
    : PlanProblem("duplicate-model-class", $"Model name '{Model}' stands for {Types.Count} classes: {string.Join(", ", Types.Select(type => $"'{type}'"))}. Model names are global: rename one class.");
