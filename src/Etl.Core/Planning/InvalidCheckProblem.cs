namespace Etl.Core.Planning;

/// <summary>The checks of a model can't be computed by the task that provides it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reason">The whole message.</param>
public sealed record InvalidCheckProblem(string Model, string Reason)
    : PlanProblem("invalid-check", Reason);
