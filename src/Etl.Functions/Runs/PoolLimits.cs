using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Tasks;

namespace Etl.Functions.Runs;

/// <summary>The pools of an app, with as many slots as its configuration says, or else its catalog. Thread-safe.</summary>
public sealed class PoolLimits(PipelineCatalog catalog, EtlOptions options)
{
    private readonly Dictionary<string, Pool> _pools = catalog.Pools
        .Select(pool => options.PoolSlots.TryGetValue(pool.Name, out var slots) ? new Pool(pool.Name, slots) : pool)
        .ToDictionary(pool => pool.Name, StringComparer.Ordinal);

    /// <summary>In ordinal order.</summary>
    public IReadOnlyCollection<string> Names { get; } = [.. catalog.Pools.Select(pool => pool.Name).Order(StringComparer.Ordinal)];

    /// <summary>Null when there is no pool of that name.</summary>
    public Pool? Find(string name) => _pools.GetValueOrDefault(name);

    /// <summary>The slots of the pools that the tasks of a plan use. All of them must be there.</summary>
    public SortedDictionary<string, int> Of(ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new SortedDictionary<string, int>(plan.Tasks.SelectMany(task => task.Policy.Pools).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => _pools[name].Slots, StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
