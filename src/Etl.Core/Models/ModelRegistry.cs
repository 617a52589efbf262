using Etl.Core.Planning;
using Etl.Core.Text;

namespace Etl.Core.Models;

/// <summary>The models of one run: each distinct model exactly once, with its config. Immutable, shared by all tasks of the process.</summary>
public sealed class ModelRegistry
{
    private readonly OrderedDictionary<string, Model> _models;

    private ModelRegistry(OrderedDictionary<string, Model> models) => _models = models;

    /// <summary>In the order in which tasks first required or provided them, then the external ones that no task requires.</summary>
    public IReadOnlyCollection<Model> Models => _models.Values;

    /// <summary>The model of a name.</summary>
    /// <exception cref="KeyNotFoundException">No task of the run requires or provides it.</exception>
    public Model Get(string name) =>
        _models.TryGetValue(name, out var model) ? model : throw new KeyNotFoundException($"No task of this run requires or provides a model '{name}'.{Suggestion.DidYouMean(name, _models.Keys)}");

    /// <summary>Whether the run has the model.</summary>
    public bool Contains(string name) => _models.ContainsKey(name);

    internal static ModelRegistry Create(IReadOnlyCollection<ModelRef> references, ModelConfigs configs, List<PlanProblem> problems)
    {
        var models = new OrderedDictionary<string, Model>(references.Count, StringComparer.Ordinal);
        foreach (var reference in references)
        {
            if (ModelFactory.Create(reference, configs.For(reference.Name), problems) is { } model)
            {
                models.Add(reference.Name, model);
            }
        }

        if (!configs.ModelNames.Any())
        {
            return new ModelRegistry(models);
        }

        var names = references.Select(reference => reference.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var unknown in configs.ModelNames.Where(name => !names.Contains(name)))
        {
            var hint = Suggestion.Nearest(unknown, names) is { } nearest
                ? $" Did you mean '{nearest}'?"
                : names.Count == 0 ? " It uses none." : $" It uses {NameList.Quoted(names.Order(StringComparer.Ordinal).ToList())}.";
            problems.Add(new ModelConfigProblem(unknown, null, $"The model configs have settings for '{unknown}', a model that this pipeline does not use.{hint}"));
        }

        return new ModelRegistry(models);
    }
}
