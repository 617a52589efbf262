using Etl.Core.Text;

namespace Etl.Core.Planning;

/// <summary>A name that more than one task of the pipeline has.</summary>
/// <param name="Task">The name.</param>
/// <param name="Groups">Where each of them is: the group path joined with a slash, empty at the top.</param>
public sealed record DuplicateTaskNameProblem(string Task, IReadOnlyList<string> Groups)
    : PlanProblem("duplicate-task-name", Describe(Task, Groups))
{
    private static string Describe(string task, IReadOnlyList<string> groups)
    {
        var named = groups.Where(group => group.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var places = new List<string>();
        if (groups.Contains("", StringComparer.Ordinal))
        {
            places.Add("outside of all groups");
        }

        if (named.Count > 0)
        {
            places.Add($"in {(named.Count == 1 ? "group" : "groups")} {NameList.Quoted(named)}");
        }

        return $"{groups.Count} tasks are named '{task}' ({string.Join(" and ", places)}). Task names are unique in a pipeline: a task that is made for each hotel has the hotel in its name.";
    }
}
