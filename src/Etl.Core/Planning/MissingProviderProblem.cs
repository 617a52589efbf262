using Etl.Core.Text;

namespace Etl.Core.Planning;

/// <summary>A required model that no task provides.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="RequiredBy">The tasks that require it, in the order they were given.</param>
/// <param name="Suggestion">The provided or external model that was probably meant; null when none is near.</param>
public sealed record MissingProviderProblem(string Model, IReadOnlyList<string> RequiredBy, string? Suggestion)
    : PlanProblem("missing-provider", Describe(Model, RequiredBy, Suggestion))
{
    private static string Describe(string model, IReadOnlyList<string> requiredBy, string? suggestion)
    {
        var hint = suggestion is null ? "" : $" Did you mean '{suggestion}'?";
        return $"Model '{model}' is required by {NameList.Quoted(requiredBy)} but no task provides it.{hint} Add a task that provides it, or declare it as an external model of the pipeline.";
    }
}
