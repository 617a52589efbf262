using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>
/// Asks a task for its declarations, once. What the author's code throws or leaves null is reported together with all other
/// problems, and the rest of the task is planned, so that its outputs do not look as if nobody provided them.
/// </summary>
internal sealed class DeclarationReader(List<PlanProblem> problems)
{
    /// <summary>The task and its models, requirements first; null when it has not even a name.</summary>
    public (PlannedTask Task, IReadOnlyList<ModelRef> Models)? Read(EtlTask task, GroupPath group)
    {
        if (Ask(task.GetType().Name, nameof(EtlTask.Name), "Give it a text.", () => task.Name) is not { } name)
        {
            return null;
        }

        if (!TaskName.IsValid(name))
        {
            problems.Add(new InvalidNameProblem("task", name));
        }

        var tags = Ask(name, nameof(EtlTask.Tags), "Return an empty list for none.", () => task.Tags?.ToArray()) ?? [];
        problems.AddRange(tags.Where(tag => !TaskName.IsValid(tag)).Select(tag => new InvalidNameProblem("tag", tag ?? "null")));

        var (requires, ranges) = Requires(name, task);
        var provides = Models(name, "Provides()", task.Provides);
        var policy = Ask(name, nameof(EtlTask.Policy), "Use TaskPolicy.Default.", () => task.Policy) ?? TaskPolicy.Default;
        return (new PlannedTask(task, name, group, Names(requires), Names(provides), policy) { Ranges = ranges, OwnTags = tags }, [.. requires, .. provides]);
    }

    /// <summary>A model that is required twice is read in the wider range.</summary>
    private (ModelRef[] Models, IReadOnlyDictionary<string, PartitionRange>? Ranges) Requires(string name, EtlTask task)
    {
        var declared = Models(name, "Requires()", task.Requires, distinct: false);
        Dictionary<string, PartitionRange>? ranges = null;
        foreach (var model in declared)
        {
            if (model.Range is { } range)
            {
                ranges ??= new(StringComparer.Ordinal);
                ranges[model.Name] = ranges.TryGetValue(model.Name, out var known) ? known.Union(range) : range;
            }
        }

        return (Distinct(declared), ranges);
    }

    private static ModelRef[] Distinct(ModelRef[] models) => models.Length > 1 ? [.. models.Distinct()] : models;

    private static string[] Names(ModelRef[] models) => Array.ConvertAll(models, model => model.Name);

    private ModelRef[] Models(string task, string method, Func<IReadOnlyList<ModelRef>> declare, bool distinct = true)
    {
        // Copied inside, so that a list that throws when it is read counts as well.
        var declared = Ask(task, method, "Return an empty list for none.", () => declare()?.ToArray()) ?? [];
        if (Array.Exists(declared, model => model is null))
        {
            problems.Add(new FaultyDeclarationProblem(task, $"{method} has a null among its models. Leave it out."));
            declared = [.. declared.Where(model => model is not null)];
        }

        return distinct ? Distinct(declared) : declared;
    }

    private T? Ask<T>(string task, string member, string remedy, Func<T?> ask)
        where T : class
    {
        try
        {
            var answer = ask();
            if (answer is null)
            {
                problems.Add(new FaultyDeclarationProblem(task, $"{member} is null. {remedy}"));
            }

            return answer;
        }
#pragma warning disable CA1031 // whatever the author's code throws
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problems.Add(new FaultyDeclarationProblem(task, $"{member} threw {exception.GetType().Name}: {exception.Message.TrimEnd('.')}. A declaration is a fixed value that needs nothing from outside."));
            return null;
        }
    }
}
