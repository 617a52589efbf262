using Etl.Core.Text;

namespace Etl.Core.Planning;

/// <summary>One model that more than one task provides.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Tasks">All of them, in the order they were given.</param>
public sealed record SeveralProvidersProblem(string Model, IReadOnlyList<string> Tasks)
    : PlanProblem("several-providers", $"Model '{Model}' is provided by {Tasks.Count} tasks: {NameList.Quoted(Tasks)}. A model has one provider: give each task a model, or a key, of its own.");
