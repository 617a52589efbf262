using Etl.Core.Planning;
using Etl.Core.Text;

namespace Etl.Core.Models;

/// <summary>The models of one run: each distinct model exactly once, with its config. Immutable, shared by all tasks of the process.</summary>
public sealed class ModelRegistry
{
    private readonly ModelTable _table;

    // By number; null for a model that could not be created.
    private readonly Model?[] _models;

    private ModelRegistry(ModelTable table, Model?[] models)
    {
        _table = table;
        _models = models;
    }

    /// <summary>In the order in which tasks first required or provided them, then the external ones that no task requires.</summary>
    public IReadOnlyCollection<Model> Models => Array.IndexOf(_models, null) < 0 ? (Model[])_models! : [.. _models.OfType<Model>()];

    /// <summary>The model of a name.</summary>
    /// <exception cref="KeyNotFoundException">No task of the run requires or provides it.</exception>
    public Model Get(string name) =>
        Find(name) ?? throw new KeyNotFoundException($"No task of this run requires or provides a model '{name}'.{Suggestion.DidYouMean(name, _table.Names.ToArray())}");

    /// <summary>Whether the run has the model.</summary>
    public bool Contains(string name) => Find(name) is not null;

    internal static ModelRegistry Create(ModelTable table, ModelConfigs configs, List<PlanProblem> problems)
    {
        var models = new Model?[table.Count];
        Type? type = null;
        ModelShape? shape = null;
        for (var i = 0; i < models.Length; i++)
        {
            if (table.Types[i] != type)
            {
                shape = ModelFactory.ShapeOf(type = table.Types[i]);
            }

            var name = table.Names[i];
            models[i] = ModelFactory.Create(name, shape!, configs.For(name), problems);
        }

        var registry = new ModelRegistry(table, models);
        if (!configs.ModelNames.Any())
        {
            return registry;
        }

        var names = table.Names.ToArray();
        foreach (var unknown in configs.ModelNames.Where(name => !table.TryGetNumber(name, out _)))
        {
            var hint = Suggestion.Nearest(unknown, names) is { } nearest
                ? $" Did you mean '{nearest}'?"
                : names.Length == 0 ? " It uses none." : $" It uses {NameList.Quoted(names.Order(StringComparer.Ordinal).ToList())}.";
            problems.Add(new ModelConfigProblem(unknown, null, $"The model configs have settings for '{unknown}', a model that this pipeline does not use.{hint}"));
        }

        return registry;
    }

    private Model? Find(string name) => _table.TryGetNumber(name, out var number) ? _models[number] : null;
}
