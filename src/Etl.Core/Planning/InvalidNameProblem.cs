using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>A task or group whose name can't be part of a path.</summary>
/// <param name="Kind">What it is the name of: <c>task</c>, <c>task group</c> or <c>tag</c>.</param>
/// <param name="Name">The name.</param>
public sealed record InvalidNameProblem(string Kind, string Name)
    : PlanProblem("invalid-name", Describe(Kind, Name))
{
    private static string Describe(string kind, string name)
    {
        var hint = name.Contains('`', StringComparison.Ordinal) ? " A task of a generic class must override Name." : "";
        return $"'{name}' can't be the name of a {kind}: use 1 to {TaskName.MaxLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit.{hint}";
    }
}
