namespace Etl.Functions.Runs;

/// <summary>A run can't be started as it was asked for. Carries everything that is wrong; nothing was written.</summary>
public sealed class InvalidRunRequestException : Exception
{
    /// <summary>With at least one problem.</summary>
    public InvalidRunRequestException(string pipeline, IReadOnlyList<RunProblem> problems)
        : base($"Pipeline '{pipeline}' can't be started, {(problems.Count == 1 ? "there is a problem" : $"there are {problems.Count} problems")}:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem.Message}"))}")
    {
        Pipeline = pipeline;
        Problems = problems;
    }

    /// <summary>The pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<RunProblem> Problems { get; }
}
