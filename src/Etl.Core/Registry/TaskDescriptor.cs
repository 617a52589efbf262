using Etl.Core.Planning;
using Etl.Core.Tasks;

namespace Etl.Core.Registry;

/// <summary>What an orchestration knows of a task: names and policy, fixed when the run was claimed.</summary>
public sealed record TaskDescriptor(
    string Name,
    string Group,
    IReadOnlyList<string> Requires,
    IReadOnlyList<string> Provides,
    TaskPolicy Policy)
{
    /// <summary>Of a planned task.</summary>
    public static TaskDescriptor Of(PlannedTask task) => new(task.Name, task.GroupPath, task.Requires, task.Provides, task.Policy);
}
