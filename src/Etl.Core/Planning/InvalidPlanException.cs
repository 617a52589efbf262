namespace Etl.Core.Planning;

/// <summary>A pipeline that can't be run. Carries everything that is wrong with it.</summary>
public sealed class InvalidPlanException : Exception
{
    /// <summary>Of one pipeline, with at least one problem.</summary>
    public InvalidPlanException(string pipeline, IReadOnlyList<PlanProblem> problems)
        : base($"Pipeline '{pipeline}' can't be run, {(problems.Count == 1 ? "there is a problem" : $"there are {problems.Count} problems")}:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem.Message}"))}")
    {
        Pipeline = pipeline;
        Problems = problems;
    }

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>At least one, in the order in which they are found: names and declarations, models, configs, providers, requirements, cycles.</summary>
    public IReadOnlyList<PlanProblem> Problems { get; }
}
