namespace Etl.Core.Checks;

internal sealed class RowCountCheck<TRow>(long min, long? max) : RunningCheck<TRow>
{
    public override void Add(TRow row, long number)
    {
        // The rows are counted by the caller.
    }

    public override ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken) => new(
        rows < min ? CheckFinding.OfWhole($"there are {rows} rows, expected at least {min}")
        : rows > max ? CheckFinding.OfWhole($"there are {rows} rows, expected at most {max}")
        : CheckFinding.Passed);
}
