using Etl.Core.Checks;

namespace Etl.Core.Registry;

/// <summary>A check of a model in a <see cref="RunDocument"/>.</summary>
public sealed record ModelCheckDocument(string Model, string Check, CheckSeverity Severity, bool Passed, long Failures, string? Message)
{
    /// <summary>The checks that did not pass.</summary>
    public static IEnumerable<ModelCheckDocument> NotPassed(IEnumerable<OutputDetails> outputs) =>
        outputs.SelectMany(output => output.Checks.Where(check => !check.Passed).Select(check => new ModelCheckDocument(output.Model, check.Check, check.Severity, check.Passed, check.Failures, check.Message)));
}
