using Etl.Core.Models;

namespace Etl.Core.Planning;

/// <summary>Collects the distinct models of a pipeline, and finds classes whose models would share names.</summary>
internal sealed class ModelCollector
{
    private readonly OrderedDictionary<string, ModelRef> _models = new(StringComparer.Ordinal);

    // By class name, since Bookings of two namespaces collide even when each is used with keys of its own.
    private readonly OrderedDictionary<string, List<(Type Type, string Task)>> _classes = new(StringComparer.Ordinal);

    /// <summary>In the order in which tasks first required or provided them.</summary>
    public IReadOnlyCollection<ModelRef> Models => _models.Values;

    /// <summary>Adds one use of a model.</summary>
    /// <param name="model">Any model of the pipeline, as often as it is used.</param>
    /// <param name="task">Who uses it; empty for the pipeline.</param>
    public void Add(ModelRef model, string task)
    {
        var isNew = _models.TryAdd(model.Name, model);
        if (!isNew && _models[model.Name].ModelType == model.ModelType)
        {
            return;
        }

        var className = model.ModelType.Name;
        if (!_classes.TryGetValue(className, out var types))
        {
            _classes.Add(className, types = []);
        }

        if (!types.Exists(known => known.Type == model.ModelType))
        {
            types.Add((model.ModelType, task));
        }
    }

    public IEnumerable<PlanProblem> Problems() =>
        _classes.Where(entry => entry.Value.Count > 1).Select(entry => new DuplicateModelClassProblem(
            entry.Key,
            entry.Value.ConvertAll(use => use.Type.FullName!),
            entry.Value.ConvertAll(use => use.Task)));
}
