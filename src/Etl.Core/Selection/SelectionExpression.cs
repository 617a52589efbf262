using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>
/// Which tasks of a pipeline are meant, in the graph operators of dbt: a union of terms separated by white space, each an intersection of
/// atoms separated by commas. <see cref="TaskSelection"/> applies it to a plan. Immutable.
/// </summary>
public sealed class SelectionExpression
{
    /// <summary>In characters: expressions come over HTTP.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Each atom costs a walk through the graph.</summary>
    public const int MaxAtoms = 500;

    internal SelectionExpression(string text, IReadOnlyList<SelectionTerm> terms)
    {
        Text = text;
        Terms = terms;
    }

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>At least one; a task is selected when any of them selects it.</summary>
    public IReadOnlyList<SelectionTerm> Terms { get; }

    /// <summary>Reads an expression. Whether there are such tasks is known only when it is applied.</summary>
    /// <exception cref="InvalidSelectionException">It is none; carries every problem with its position.</exception>
    public static SelectionExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new List<PlanProblem>();
        var expression = Parse(text, SelectionProblem.Selection, problems);
        return problems.Count == 0 ? expression! : throw new InvalidSelectionException(problems);
    }

    /// <summary>As it can be parsed again: one blank between terms.</summary>
    public override string ToString() => string.Join(' ', Terms);

    /// <summary>What could be read of it; only without problems it is what was given.</summary>
    internal static SelectionExpression? Parse(string text, string kind, ICollection<PlanProblem> problems) =>
        new SelectionParser(text, kind, problems).Parse();
}
