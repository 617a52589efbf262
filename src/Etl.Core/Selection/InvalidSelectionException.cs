using Etl.Core.Planning;

namespace Etl.Core.Selection;

/// <summary>A selection that can't be read, or that does not fit the pipeline. Carries everything that is wrong with it.</summary>
public sealed class InvalidSelectionException : Exception
{
    /// <summary>With at least one problem.</summary>
    public InvalidSelectionException(IReadOnlyList<PlanProblem> problems)
        : base(string.Join(Environment.NewLine, problems.Select(problem => problem.Message)))
    {
        Problems = problems;
    }

    /// <summary>At least one: those of the selection first, in order of their positions.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; }
}
