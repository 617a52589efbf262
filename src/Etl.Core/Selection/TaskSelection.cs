using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>Cuts a plan down to the tasks that a selection means.</summary>
public static class TaskSelection
{
    /// <summary>
    /// The plan of the selected tasks: in the same order, with levels of their own. What they require of tasks that are not selected
    /// becomes an external model of the new plan. Operators walk the graph of the whole plan. A plan of which everything is selected is returned itself.
    /// </summary>
    /// <param name="plan">Of the whole pipeline.</param>
    /// <param name="select">A selection expression; null for all tasks.</param>
    /// <param name="exclude">What of that is left out; null for nothing.</param>
    /// <exception cref="InvalidSelectionException">An expression can't be read or names what there is not, or no task is left. Carries every problem.</exception>
    public static ExecutionPlan Apply(ExecutionPlan plan, string? select, string? exclude)
    {
        var problems = new List<PlanProblem>();
        return TryApply(plan, select, exclude, problems) ?? throw new InvalidSelectionException(problems);
    }

    /// <summary>The same, for callers that collect problems; null when some were added.</summary>
    public static ExecutionPlan? TryApply(ExecutionPlan plan, string? select, string? exclude, ICollection<PlanProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(problems);
        var found = new List<PlanProblem>();
        var selection = Parse(select, SelectionProblem.Selection, found);
        var exclusion = Parse(exclude, SelectionProblem.Exclusion, found);
        var evaluator = new SelectionEvaluator(plan, found);
        var selected = selection is null ? null : evaluator.Evaluate(selection, SelectionProblem.Selection);
        var excluded = exclusion is null ? null : evaluator.Evaluate(exclusion, SelectionProblem.Exclusion);
        if (found.Count > 0)
        {
            foreach (var problem in found.Cast<SelectionProblem>().OrderBy(problem => problem.Kind == SelectionProblem.Exclusion).ThenBy(problem => problem.Position))
            {
                problems.Add(problem);
            }

            return null;
        }

        var flags = new bool[plan.Tasks.Count];
        for (var task = 0; task < flags.Length; task++)
        {
            flags[task] = selected?[task] != false && excluded?[task] != true;
        }

        if (Array.TrueForAll(flags, isSelected => !isSelected))
        {
            problems.Add(Nothing(selection, exclusion, selected, evaluator));
            return null;
        }

        return SubPlan.Of(plan, flags);
    }

    /// <summary>What is wrong with expressions whatever the plan is, for callers that have none.</summary>
    public static void FindSyntaxProblems(string? select, string? exclude, ICollection<PlanProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        Parse(select, SelectionProblem.Selection, problems);
        Parse(exclude, SelectionProblem.Exclusion, problems);
    }

    private static SelectionExpression? Parse(string? text, string kind, ICollection<PlanProblem> problems) =>
        text is null ? null : SelectionExpression.Parse(text, kind, problems);

    private static SelectionProblem Nothing(SelectionExpression? selection, SelectionExpression? exclusion, bool[]? selected, SelectionEvaluator evaluator) =>
        selection is not null && Array.TrueForAll(selected!, isSelected => !isSelected)
            ? new SelectionProblem(SelectionProblem.Selection, selection.Text, null, $"it matches no task. {evaluator.Choices()}")
            : new SelectionProblem(SelectionProblem.Exclusion, exclusion!.Text, null, $"it leaves no task{(selection is null ? "" : $" of the selection '{SelectionProblem.Excerpt(selection.Text, 0)}'")}. {evaluator.Choices()}");
}
