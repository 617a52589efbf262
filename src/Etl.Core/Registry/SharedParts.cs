using Etl.Core.Tasks;

namespace Etl.Core.Registry;

/// <summary>Tasks that were read from a record have each their own copy of what they have in common: most of the memory of a wide run, if they kept it.</summary>
internal static class SharedParts
{
    /// <summary>The same tasks; equal names and policies are one object, and lists have no spare room.</summary>
    public static IReadOnlyList<TaskDescriptor> Of(IReadOnlyList<TaskDescriptor> tasks)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var policies = new Dictionary<TaskPolicy, TaskPolicy>();
        return tasks.Select(task => task with
        {
            Group = Text(task.Group),
            Requires = task.Requires.Select(Text).ToArray(),
            Provides = task.Provides.Select(Text).ToArray(),
            Policy = Policy(task.Policy),
        }).ToArray();

        string Text(string text) => texts.TryAdd(text, text) ? text : texts[text];

        TaskPolicy Policy(TaskPolicy policy) => policies.TryAdd(policy, policy) ? policy : policies[policy];
    }
}
