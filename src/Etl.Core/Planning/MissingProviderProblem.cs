namespace Etl.Core.Planning;

/// <summary>A required model that no task provides.</summary>
public sealed record MissingProviderProblem(string Model, IReadOnlyList<string> RequiredBy, string? Suggestion)
    : PlanProblem("missing-provider", Describe(Model, RequiredBy, Suggestion))
{
    private const int MaxNames = 5;

    private static string Describe(string model, IReadOnlyList<string> requiredBy, string? suggestion)
    {
        var names = string.Join(", ", requiredBy.Take(MaxNames).Select(task => $"'{task}'"));
        var more = requiredBy.Count > MaxNames ? $" and {requiredBy.Count - MaxNames} more" : "";
        var hint = suggestion is null ? " Add a task that provides it, or declare it as an external model of the pipeline." : $" Did you mean '{suggestion}'?";
        return $"Model '{model}' is required by {names}{more} but no task provides it.{hint}";
    }
}
