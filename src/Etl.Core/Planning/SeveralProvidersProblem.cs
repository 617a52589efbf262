namespace Etl.Core.Planning;

/// <summary>One model that more than one task provides.</summary>
public sealed record SeveralProvidersProblem(string Model, IReadOnlyList<string> Tasks)
    : PlanProblem("several-providers", $"Model '{Model}' is provided by {Tasks.Count} tasks: {string.Join(", ", Tasks.Select(task => $"'{task}'"))}. A model has one provider: give each its own model, or a key of its own.");
