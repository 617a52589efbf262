namespace Etl.Core.Planning;

/// <summary>A model class that can't be created, or a model config that does not fit it.</summary>
public sealed record ModelConfigProblem(string Model, string? Argument, string Reason)
    : PlanProblem("invalid-model-config", Reason);
