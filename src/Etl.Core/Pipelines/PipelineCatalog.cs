using Etl.Core.Tasks;
using Etl.Core.Text;

namespace Etl.Core.Pipelines;

/// <summary>All pipelines of an app, in the order they were given. Immutable.</summary>
public sealed class PipelineCatalog
{
    private readonly Dictionary<string, Pipeline> _byName = new(StringComparer.Ordinal);

    /// <summary>A catalog of the given pipelines.</summary>
    /// <exception cref="ArgumentException">Two pipelines have the same name; names that differ in case only count as the same.</exception>
    public PipelineCatalog(params IEnumerable<Pipeline> pipelines)
    {
        Pipelines = [.. pipelines];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pipeline in Pipelines)
        {
            if (!seen.Add(pipeline.Name))
            {
                throw new ArgumentException($"Two pipelines are named '{pipeline.Name}'. Give each a name of its own; case does not tell them apart.", nameof(pipelines));
            }

            _byName.Add(pipeline.Name, pipeline);
        }
    }

    /// <summary>In the order they were given.</summary>
    public IReadOnlyList<Pipeline> Pipelines { get; }

    /// <summary>The pools that tasks may use; the configuration of the app may give them other numbers of slots. All apps on a store must agree on them.</summary>
    /// <exception cref="ArgumentException">Two have the same name; names that differ in case only count as the same.</exception>
    public IReadOnlyList<Pool> Pools
    {
        get;
        init => field = value.DistinctBy(pool => pool.Name, StringComparer.OrdinalIgnoreCase).Count() == value.Count
            ? [.. value]
            : throw new ArgumentException($"Two pools have the same name, or names that differ in case only: {string.Join(", ", value.Select(pool => pool.Name))}.", nameof(value));
    }
    = [];

    /// <summary>The pipeline of a name.</summary>
    /// <exception cref="UnknownPipelineException">There is none; the message says which there are.</exception>
    public Pipeline Get(string name) =>
        _byName.TryGetValue(name, out var pipeline)
            ? pipeline
            : throw new UnknownPipelineException(
                name,
                $"There is no pipeline '{name}'.{Suggestion.DidYouMean(name, _byName.Keys)} There {(_byName.Count == 0 ? "are none" : $"are: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}")}.");
}
