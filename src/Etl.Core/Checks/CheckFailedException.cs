using Etl.Core.Registry;
using Etl.Core.Tasks;

namespace Etl.Core.Checks;

/// <summary>The outputs of a task did not pass checks of severity error. Its message names each of them, with counts and the first rows.</summary>
public sealed class CheckFailedException : PermanentTaskException
{
    private CheckFailedException(IReadOnlyList<OutputDetails> details)
        : base(Describe(details)) => Details = details;

    /// <summary>Of every output of the task.</summary>
    public IReadOnlyList<OutputDetails> Details { get; }

    /// <summary>Throws when a check of severity error did not pass.</summary>
    /// <exception cref="CheckFailedException">One did not.</exception>
    public static void ThrowIfAny(IReadOnlyList<OutputDetails> details)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (details.Any(output => Failed(output).Any()))
        {
            throw new CheckFailedException(details);
        }
    }

    private static IEnumerable<CheckResult> Failed(OutputDetails output) => output.Checks.Where(check => check is { Passed: false, Severity: CheckSeverity.Error });

    private static string Describe(IReadOnlyList<OutputDetails> details)
    {
        var models = details.Select(output => (output.Model, Checks: Failed(output).ToList())).Where(output => output.Checks.Count > 0);
        return $"{string.Join(" ", models.Select(output => Describe(output.Model, output.Checks)))} Nothing of the attempt was kept. Correct the data or the task, or declare the check with Warn().";
    }

    private static string Describe(string model, List<CheckResult> checks) =>
        $"Model '{model}' failed {(checks.Count == 1 ? "a check" : $"{checks.Count} checks")}: {string.Join("; ", checks.Select(check => $"{check.Check}: {check.Message}"))}.";
}
