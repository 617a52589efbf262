namespace Etl.Core.Planning;

/// <summary>A pipeline without any task.</summary>
public sealed record EmptyPipelineProblem(string Pipeline)
    : PlanProblem("empty-pipeline", $"Pipeline '{Pipeline}' has no tasks. Add one, or check the condition that its groups are made under.");
