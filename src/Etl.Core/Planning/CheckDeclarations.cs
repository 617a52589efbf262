using Etl.Core.Checks;
using Etl.Core.Models;

namespace Etl.Core.Planning;

/// <summary>Looks at the checks of the models that a plan's tasks provide, before a task has worked for an hour.</summary>
internal static class CheckDeclarations
{
    public static IEnumerable<PlanProblem> FindProblems(IReadOnlyList<PlannedTask> tasks, ModelRegistry registry)
    {
        foreach (var task in tasks)
        {
            foreach (var model in task.Provides)
            {
                if (!registry.Contains(model))
                {
                    continue;
                }

                foreach (var problem in FindProblems(task, registry.Get(model)))
                {
                    yield return problem;
                }
            }
        }
    }

    private static IEnumerable<PlanProblem> FindProblems(PlannedTask task, Model model)
    {
        IReadOnlyList<DeclaredCheck> checks;
        try
        {
            checks = model.DeclaredChecks();
        }
#pragma warning disable CA1031 // whatever a class throws is a fault of its declaration
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return [new InvalidCheckProblem(model.Name, $"The checks of model '{model.Name}' can't be had: {exception.GetType().Name}: {exception.Message} Correct them in the model's class.")];
        }

        if (checks.Count == 0)
        {
            return [];
        }

        var twice = checks.CountBy(check => check.Name).Where(name => name.Value > 1)
            .Select(name => new InvalidCheckProblem(model.Name, $"Model '{model.Name}' has {name.Value} checks that are called '{name.Key}'. Give them names of their own, with Named()."));
        var unread = checks.Where(check => check.References is { } referenced && !task.DeclaresInput(referenced))
            .Select(check => new InvalidCheckProblem(model.Name, $"Check '{check.Name}' of model '{model.Name}' reads the keys of '{check.References}', which task '{task.Name}' does not require. Add '{check.References}' to its Requires()."));
        return [.. twice, .. unread];
    }
}
