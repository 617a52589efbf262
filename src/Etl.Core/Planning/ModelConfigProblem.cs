namespace Etl.Core.Planning;

/// <summary>A model class that can't be created, or a model config that does not fit it.</summary>
/// <param name="Model">The model's name, or the name that the config has for it.</param>
/// <param name="Argument">The setting; null when it is about the model as a whole.</param>
/// <param name="Reason">The whole message.</param>
public sealed record ModelConfigProblem(string Model, string? Argument, string Reason)
    : PlanProblem("invalid-model-config", Reason);
