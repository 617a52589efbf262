namespace Etl.Core.Planning;

/// <summary>A task that requires what it provides.</summary>
public sealed record SelfDependencyProblem(string Task, string Model)
    : PlanProblem("self-dependency", $"Task '{Task}' requires '{Model}', which it provides itself. Take it out of Requires() or of Provides().");
