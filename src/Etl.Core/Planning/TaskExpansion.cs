using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>Expands groups into one flat list: depth first, in order, nested without limit.</summary>
internal static class TaskExpansion
{
    /// <summary>Every task in order; what is no task and what has no valid group name is reported.</summary>
    public static IEnumerable<(EtlTask Task, GroupPath Group)> Expand(IEnumerable<TaskNode> nodes, List<PlanProblem> problems)
    {
        // A stack of enumerators in place of recursion.
        var open = new Stack<(GroupPath Path, IEnumerator<TaskNode> Nodes)>();
        open.Push((GroupPath.Top, nodes.GetEnumerator()));
        while (open.TryPeek(out var current))
        {
            if (!current.Nodes.MoveNext())
            {
                open.Pop().Nodes.Dispose();
                continue;
            }

            switch (current.Nodes.Current)
            {
                case TaskGroup group:
                    if (!TaskName.IsValid(group.Name))
                    {
                        problems.Add(new InvalidNameProblem("task group", group.Name));
                    }

                    problems.AddRange(group.Tags.Where(tag => !TaskName.IsValid(tag)).Select(tag => new InvalidNameProblem("tag", tag ?? "null")));
                    open.Push((current.Path.Enter(group.Name, group.Tags), group.Nodes.GetEnumerator()));
                    break;
                case EtlTask task:
                    yield return (task, current.Path);
                    break;
                default:
                    problems.Add(new NullTaskProblem(current.Path.ToString()));
                    break;
            }
        }
    }
}
