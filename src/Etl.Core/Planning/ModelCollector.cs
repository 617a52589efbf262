using Etl.Core.Models;

namespace Etl.Core.Planning;

/// <summary>Collects the distinct models of a pipeline, and finds classes whose models would share names.</summary>
internal sealed class ModelCollector
{
    private readonly OrderedDictionary<string, ModelRef> _models = new(StringComparer.Ordinal);

    // By class name, since Bookings of two namespaces collide even when each is used with keys of its own.
    private readonly OrderedDictionary<string, List<(Type Type, string Task)>> _classes = new(StringComparer.Ordinal);
    private readonly HashSet<Type> _types = [];

    /// <summary>In the order in which tasks first required or provided them.</summary>
    public IReadOnlyCollection<ModelRef> Models => _models.Values;

    /// <summary>Adds one use of a model, and numbers the models by their names: the first is 0.</summary>
    /// <param name="model">Any model of the pipeline, as often as it is used.</param>
    /// <param name="task">Who uses it; empty for the pipeline.</param>
    public int Add(ModelRef model, string task)
    {
        _models.TryAdd(model.Name, model, out var number);
        if (_types.Add(model.ModelType))
        {
            var className = model.ModelType.Name;
            if (!_classes.TryGetValue(className, out var types))
            {
                _classes.Add(className, types = []);
            }

            types.Add((model.ModelType, task));
        }

        return number;
    }

    public IEnumerable<PlanProblem> Problems() =>
        _classes.Where(entry => entry.Value.Count > 1).Select(entry => new DuplicateModelClassProblem(
            entry.Key,
            entry.Value.ConvertAll(use => use.Type.FullName!),
            entry.Value.ConvertAll(use => use.Task)));
}
