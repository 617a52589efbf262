using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Core.Planning;

/// <summary>Looks at the checks of the models that a plan's tasks provide, before a task has worked for an hour.</summary>
internal static class CheckDeclarations
{
    public static IEnumerable<PlanProblem> FindProblems(IReadOnlyList<PlannedTask> tasks, ModelRegistry registry)
    {
        // Most models have no checks, and looking up who provides each of them would take longer than all the rest.
        var declared = new List<Declaration>();
        foreach (var model in registry.Models)
        {
            if (Read(model) is { Checks: not { Count: 0 } } declaration)
            {
                declared.Add(declaration);
            }
        }

        if (declared.Count == 0)
        {
            return [];
        }

        var provider = new Dictionary<string, PlannedTask>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            foreach (var model in task.Provides)
            {
                provider.TryAdd(model, task);
            }
        }

        return declared.Where(model => provider.ContainsKey(model.Name)).SelectMany(model =>
            model.Checks is null ? [model.Problem!] : FindProblems(provider[model.Name], model.Name, model.Checks));
    }

    private static Declaration Read(Model model)
    {
        try
        {
            return new Declaration(model.Name, model.DeclaredChecks(), null);
        }
#pragma warning disable CA1031 // whatever a class throws is a fault of its declaration
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Declaration(model.Name, null, new InvalidCheckProblem(model.Name, $"The checks of model '{model.Name}' can't be had: {exception.GetType().Name}: {exception.Message} Correct them in the model's class."));
        }
    }

    private static IEnumerable<PlanProblem> FindProblems(PlannedTask task, string model, IReadOnlyList<DeclaredCheck> checks)
    {
        var twice = checks.CountBy(check => check.Name).Where(name => name.Value > 1)
            .Select(name => new InvalidCheckProblem(model, $"Model '{model}' has {name.Value} checks that are called '{name.Key}'. Give them names of their own, with Named()."));
        var unread = checks.Where(check => check.References is { } referenced && !task.DeclaresInput(referenced))
            .Select(check => new InvalidCheckProblem(model, $"Check '{check.Name}' of model '{model}' reads the keys of '{check.References}', which task '{task.Name}' does not require. Add '{check.References}' to its Requires()."));
        return [.. twice, .. unread];
    }

    /// <summary>What a model says; no checks but a problem when it threw.</summary>
    private readonly record struct Declaration(string Name, IReadOnlyList<DeclaredCheck>? Checks, PlanProblem? Problem);
}
