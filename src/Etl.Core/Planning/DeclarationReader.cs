using System.Runtime.InteropServices;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Core.Planning;

/// <summary>
/// Asks tasks for their declarations, each once. What the author's code throws or leaves null is reported together with all other
/// problems, and the rest of the task is planned, so that its outputs do not look as if nobody provided them.
/// </summary>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class DeclarationReader(List<PlanProblem> problems)
{
    private readonly List<ModelUse> _models = [];

    /// <summary>False for a task that has not even a name.</summary>
    public bool TryRead(EtlTask task, GroupPath group, out TaskDeclaration declaration)
    {
        if (Ask(task.GetType().Name, nameof(EtlTask.Name), "Give it a text.", task, static (_, task) => task.Name) is not { } name)
        {
            declaration = default;
            return false;
        }

        if (!TaskName.IsValid(name))
        {
            problems.Add(new InvalidNameProblem("task", name));
        }

        var tags = Ask(name, nameof(EtlTask.Tags), "Return an empty list for none.", task, static (_, task) => task.Tags is { Count: 0 } ? [] : task.Tags?.ToArray()) ?? [];
        if (tags.Length > 0)
        {
            problems.AddRange(tags.Where(tag => !TaskName.IsValid(tag)).Select(tag => new InvalidNameProblem("tag", tag ?? "null")));
        }

        _models.Clear();
        ReadModels(name, "Requires()", task, static (reader, task) => reader.Copy(task.Requires()));
        var required = _models.Count;
        ReadModels(name, "Provides()", task, static (reader, task) => reader.Copy(task.Provides()));
        declaration = new TaskDeclaration
        {
            Task = task,
            Name = name,
            Group = group,
            Policy = Ask(name, nameof(EtlTask.Policy), "Use TaskPolicy.Default.", task, static (_, task) => task.Policy) ?? TaskPolicy.Default,
            Tags = tags,
            Requires = CollectionsMarshal.AsSpan(_models)[..required],
            Provides = CollectionsMarshal.AsSpan(_models)[required..],
        };
        return true;
    }

    /// <summary>What is read is copied at once, so that a list that throws when it is read counts as well, and one that changes later does not.</summary>
    private void ReadModels(string name, string method, EtlTask task, Func<DeclarationReader, EtlTask, IReadOnlyList<ModelRef>?> read)
    {
        var start = _models.Count;
        if (Ask(name, method, "Return an empty list for none.", task, read) is null)
        {
            _models.RemoveRange(start, _models.Count - start);
        }
        else if (CollectionsMarshal.AsSpan(_models)[start..].Contains(default))
        {
            problems.Add(new FaultyDeclarationProblem(name, $"{method} has a null among its models. Leave it out."));
            _models.RemoveAll(use => use == default);
        }
    }

    private IReadOnlyList<ModelRef>? Copy(IReadOnlyList<ModelRef>? models)
    {
        if (models is ModelRef[] array)
        {
            foreach (var model in array)
            {
                _models.Add(new ModelUse(model));
            }
        }
        else if (models is not null)
        {
            for (var i = 0; i < models.Count; i++)
            {
                _models.Add(new ModelUse(models[i]));
            }
        }

        return models;
    }

    private T? Ask<T>(string name, string member, string remedy, EtlTask task, Func<DeclarationReader, EtlTask, T?> ask)
        where T : class
    {
        try
        {
            var answer = ask(this, task);
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
