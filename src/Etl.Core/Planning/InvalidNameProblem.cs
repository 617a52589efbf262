namespace Etl.Core.Planning;

/// <summary>A task or group whose name can't be part of a path.</summary>
public sealed record InvalidNameProblem(string Kind, string Name)
    : PlanProblem("invalid-name", $"'{Name}' can't be the name of a {Kind}: use 1 to 120 letters, digits, dots, underscores and hyphens, starting with a letter or digit.");
