namespace Etl.Core.Checks;

/// <summary>Fractions are decimal, so that 29 % of 100 is 29 and not a little less.</summary>
internal sealed class RowCountChangeCheck<TRow>(decimal? maxIncrease, decimal? maxDecrease, CheckRuntime runtime) : RunningCheck<TRow>
{
    public override void Add(TRow row, long number)
    {
        // The rows are counted by the caller.
    }

    public override ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken)
    {
        if (runtime.PreviousRows is not ({ } before and > 0))
        {
            return new(CheckFinding.Passed);
        }

        return new(
            maxIncrease is { } increase && rows - before > before * increase ? Describe(rows, before, "more", increase)
            : maxDecrease is { } decrease && before - rows > before * decrease ? Describe(rows, before, "fewer", decrease)
            : CheckFinding.Passed);
    }

    private static CheckFinding Describe(long rows, long before, string direction, decimal limit) =>
        CheckFinding.OfWhole($"there are {rows} rows, {Percent(Math.Abs(rows - before) / (decimal)before)} {direction} than the {before} of the version before; expected at most {Percent(limit)} {direction}");

    private static string Percent(decimal fraction) => $"{fraction * 100:0.##} %";
}
