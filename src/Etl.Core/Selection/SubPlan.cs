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

        var tasks = new List<PlannedTask>();
        var levels = new int[plan.Graph.NodeCount];
        var edges = new List<(int From, int To)>();
        var levelAt = new int[isSelected.Length];
        for (var i = 0; i < isSelected.Length; i++)
        {
            if (!isSelected[i])
            {
                continue;
            }

            var task = plan.Tasks[i];
            foreach (var upstream in plan.Graph.Upstream(task.Number).Where(position => isSelected[position]))
            {
                // It comes earlier in the order, so its level is known.
                levelAt[i] = Math.Max(levelAt[i], levelAt[upstream]);
                edges.Add((plan.Tasks[upstream].Number, task.Number));
            }

            levels[task.Number] = ++levelAt[i];
            tasks.Add(task.WithoutPlace());
        }

        var selected = tasks.Select(task => task.Name).ToHashSet(StringComparer.Ordinal);
        var (externals, unselected) = ReadFromElsewhere(plan, tasks, selected);
        return new ExecutionPlan(plan.Pipeline, [.. tasks], [.. tasks.Select(task => task.Number)], levels, new DependencyGraph(plan.Graph.NodeCount, edges), externals) { UnselectedModels = unselected };
    }

    private static (List<string> Externals, List<UnselectedModel> Unselected) ReadFromElsewhere(ExecutionPlan plan, List<PlannedTask> tasks, HashSet<string> selected)
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
            if ((provider is null || !selected.Contains(provider)) && externals.TryAdd(model, true) && provider is not null)
            {
                unselected.Add(new UnselectedModel(model, provider));
            }
        }

        return ([.. externals.Keys], unselected);
    }
}
