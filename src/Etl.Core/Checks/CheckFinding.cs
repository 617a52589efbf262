namespace Etl.Core.Checks;

/// <summary>What a check found: how many rows do not pass, and what is wrong; null when nothing is.</summary>
internal readonly record struct CheckFinding(long Failures, string? Message)
{
    public static CheckFinding Passed => default;

    public static CheckFinding OfWhole(string message) => new(1, message);
}
