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
    private const int MaxCompared = 8;

    /// <summary>The task and its models, requirements first; null when it has not even a name.</summary>
    public (PlannedTask Task, IReadOnlyList<ModelRef> Models)? Read(EtlTask task, GroupPath group)
    {
        if (Ask(task.GetType().Name, nameof(EtlTask.Name), "Give it a text.", task, static task => task.Name) is not { } name)
        {
            return null;
        }

        if (!TaskName.IsValid(name))
        {
            problems.Add(new InvalidNameProblem("task", name));
        }

        var tags = Ask(name, nameof(EtlTask.Tags), "Return an empty list for none.", task, static task => task.Tags?.ToArray()) ?? [];
        if (tags.Length > 0)
        {
            problems.AddRange(tags.Where(tag => !TaskName.IsValid(tag)).Select(tag => new InvalidNameProblem("tag", tag ?? "null")));
        }

        var (requires, ranges) = Requires(name, task);
        var provides = Distinct(Models(name, "Provides()", task, static task => task.Provides()?.ToArray()));
        var policy = Ask(name, nameof(EtlTask.Policy), "Use TaskPolicy.Default.", task, static task => task.Policy) ?? TaskPolicy.Default;
        return (new PlannedTask(task, name, group, Names(requires), Names(provides), policy) { Ranges = ranges, OwnTags = tags }, [.. requires, .. provides]);
    }

    /// <summary>A model that is required twice is read in the wider range.</summary>
    private (ModelRef[] Models, IReadOnlyDictionary<string, PartitionRange>? Ranges) Requires(string name, EtlTask task)
    {
        var declared = Models(name, "Requires()", task, static task => task.Requires()?.ToArray());
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

    private static ModelRef[] Distinct(ModelRef[] models) => HasRepetition(models) ? [.. models.Distinct()] : models;

    private static bool HasRepetition(ModelRef[] models)
    {
        // Few models are compared with each other faster than they are put into a set.
        if (models.Length > MaxCompared)
        {
            return models.ToHashSet().Count < models.Length;
        }

        for (var i = 1; i < models.Length; i++)
        {
            if (models.AsSpan(0, i).Contains(models[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Names(ModelRef[] models) => Array.ConvertAll(models, model => model.Name);

    // What is read is copied by the caller's function, so that a list that throws when it is read counts as well.
    private ModelRef[] Models(string name, string method, EtlTask task, Func<EtlTask, ModelRef[]?> declare)
    {
        var declared = Ask(name, method, "Return an empty list for none.", task, declare) ?? [];
        if (Array.Exists(declared, model => model is null))
        {
            problems.Add(new FaultyDeclarationProblem(name, $"{method} has a null among its models. Leave it out."));
            declared = [.. declared.Where(model => model is not null)];
        }

        return declared;
    }

    private T? Ask<T>(string name, string member, string remedy, EtlTask task, Func<EtlTask, T?> ask)
        where T : class
    {
        try
        {
            var answer = ask(task);
            if (answer is null)
            {
                problems.Add(new FaultyDeclarationProblem(name, $"{member} is null. {remedy}"));
            }

            return answer;
        }
#pragma warning disable CA1031 // whatever the author's code throws
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problems.Add(new FaultyDeclarationProblem(name, $"{member} threw {exception.GetType().Name}: {exception.Message.TrimEnd('.')}. A declaration is a fixed value that needs nothing from outside."));
            return null;
        }
    }
}
