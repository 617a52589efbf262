namespace Etl.Functions.Orchestrators;

/// <summary>What is run as one: a task, or those tasks of a pack that are ready.</summary>
internal static class ReadyUnits
{
    /// <summary>In the order of their first tasks.</summary>
    public static IReadOnlyList<IReadOnlyList<ReadyTask>> Of(IEnumerable<ReadyTask> tasks)
    {
        var units = new List<List<ReadyTask>>();
        var unitOfPack = new Dictionary<int, List<ReadyTask>>();
        foreach (var task in tasks)
        {
            if (task.InPack is { } place && unitOfPack.TryGetValue(place.Pack, out var unit))
            {
                unit.Add(task);
                continue;
            }

            units.Add([task]);
            if (task.InPack is { Pack: var pack })
            {
                unitOfPack.Add(pack, units[^1]);
            }
        }

        return units;
    }
}
