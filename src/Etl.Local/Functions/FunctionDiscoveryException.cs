namespace Etl.Local.Functions;

/// <summary>The functions of an app can't be run. Carries every problem that was found, sorted.</summary>
public sealed class FunctionDiscoveryException(IReadOnlyList<string> problems)
    : Exception($"The functions can't be run:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}")
{
    /// <summary>One line each, starting with the function's name.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
