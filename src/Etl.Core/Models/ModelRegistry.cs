using Etl.Core.Planning;

namespace Etl.Core.Models;

/// <summary>The models of one run: each distinct model exactly once, with its config. Immutable, shared by all tasks of the process.</summary>
public sealed class ModelRegistry
{
    private readonly Dictionary<string, Model> _models;

    private ModelRegistry(Dictionary<string, Model> models) => _models = models;

    /// <summary>In the order in which tasks first required or provided them.</summary>
    public IReadOnlyCollection<Model> Models => _models.Values;

    /// <summary>The model of a name.</summary>
    /// <exception cref="KeyNotFoundException">No task of the run requires or provides it.</exception>
    public Model Get(string name) =>
        _models.TryGetValue(name, out var model) ? model : throw new KeyNotFoundException($"No task of this run requires or provides a model '{name}'.");

    /// <summary>Whether a task of the run requires or provides the model.</summary>
    public bool Contains(string name) => _models.ContainsKey(name);

    internal static ModelRegistry Create(IReadOnlyCollection<ModelRef> references, ModelConfigs configs, List<PlanProblem> problems)
    {
        var models = new Dictionary<string, Model>(references.Count, StringComparer.Ordinal);
        foreach (var reference in references)
        {
            if (ModelFactory.Create(reference, configs.For(reference.Name), problems) is { } model)
            {
                models.Add(reference.Name, model);
            }
        }

        var names = references.Select(reference => reference.Name).ToList();
        foreach (var unknown in configs.ModelNames.Except(names, StringComparer.Ordinal))
        {
            problems.Add(new ModelConfigProblem(unknown, null, $"The configuration has settings for model '{unknown}', which this pipeline does not use.{Text.Suggestion.DidYouMean(unknown, names)}"));
        }

        return new ModelRegistry(models);
    }
}
