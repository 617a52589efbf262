using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>A plan of some of a plan's tasks.</summary>
internal static class SubPlan
{
    public static ExecutionPlan Of(ExecutionPlan plan, bool[] isSelected)
    {
        if (Array.TrueForAll(isSelected, flag => flag))
        {
            return plan;
        }

        var levelOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var tasks = new List<PlannedTask>();
        var levels = new List<List<PlannedTask>>();
        for (var i = 0; i < isSelected.Length; i++)
        {
            if (!isSelected[i])
            {
                continue;
            }

            // Upstream tasks come earlier in the order, so their levels are known.
            var upstream = plan.Tasks[i].Upstream.Where(levelOf.ContainsKey).ToList();
            var level = 1 + upstream.Select(name => levelOf[name]).DefaultIfEmpty(0).Max();
            var task = plan.Tasks[i].At(level, upstream);
            levelOf.Add(task.Name, level);
            tasks.Add(task);
            if (levels.Count < level)
            {
                levels.Add([]);
            }

            levels[level - 1].Add(task);
        }

        var (externals, unselected) = ReadFromElsewhere(plan, tasks, levelOf);
        return new ExecutionPlan(plan.Pipeline, tasks, levels, externals) { UnselectedModels = unselected };
    }

    private static (List<string> Externals, List<UnselectedModel> Unselected) ReadFromElsewhere(ExecutionPlan plan, List<PlannedTask> tasks, Dictionary<string, int> selected)
    {
        var providers = plan.UnselectedModels.ToDictionary(model => model.Model, model => model.Task, StringComparer.Ordinal);
        foreach (var task in plan.Tasks)
        {
            foreach (var model in task.Provides)
            {
                providers[model] = task.Name;
            }
        }

        var externals = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var unselected = new List<UnselectedModel>();
        foreach (var model in tasks.SelectMany(task => task.Requires))
        {
            var provider = providers.GetValueOrDefault(model);
            if ((provider is null || !selected.ContainsKey(provider)) && externals.TryAdd(model, true) && provider is not null)
            {
                unselected.Add(new UnselectedModel(model, provider));
            }
        }

        return ([.. externals.Keys], unselected);
    }
}
