namespace Etl.Functions;

/// <summary>The app's configuration has settings that are unknown or have a wrong value. Carries all of them.</summary>
public sealed class InvalidConfigurationException : Exception
{
    /// <summary>With at least one problem.</summary>
    public InvalidConfigurationException(IReadOnlyList<string> problems)
        : base($"The configuration is wrong:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}") => Problems = problems;

    /// <summary>At least one.</summary>
    public IReadOnlyList<string> Problems { get; }
}
