using Etl.Core.Planning;

namespace Etl.Functions.Runs;

/// <summary>Which tasks of a run share an activity: decided when it is claimed, and never again.</summary>
internal static class TaskPacks
{
    /// <summary>Tasks of a level that follow each other, as many in a pack as may be; a task that would be alone is in none. Null when there are no packs.</summary>
    /// <param name="plan">Of the run.</param>
    /// <param name="tasksPerActivity">At least 1.</param>
    /// <returns>The tasks by their places in the plan, in order; packs in the order of their levels.</returns>
    public static IReadOnlyList<IReadOnlyList<int>>? Of(ExecutionPlan plan, int tasksPerActivity)
    {
        if (tasksPerActivity == 1)
        {
            return null;
        }

        var levels = new List<List<int>>();
        for (var task = 0; task < plan.Tasks.Count; task++)
        {
            while (levels.Count < plan.Tasks[task].Level)
            {
                levels.Add([]);
            }

            if (plan.Tasks[task].Policy is { RunsAlone: false, Pools.Count: 0 })
            {
                levels[plan.Tasks[task].Level - 1].Add(task);
            }
        }

        IReadOnlyList<int>[] packs = [.. levels.SelectMany(level => level.Chunk(tasksPerActivity)).Where(pack => pack.Length > 1)];
        return packs.Length > 0 ? packs : null;
    }
}
