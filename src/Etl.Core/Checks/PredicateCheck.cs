namespace Etl.Core.Checks;

/// <summary>Looks at each row by itself.</summary>
/// <param name="passes">Whether a row is right.</param>
/// <param name="show">The value that is not right; null when the problem says it all.</param>
/// <param name="problem">What is wrong with rows that do not pass.</param>
internal sealed class PredicateCheck<TRow>(Func<TRow, bool> passes, Func<TRow, string>? show, string problem) : RunningCheck<TRow>
{
    private readonly FailedRows _failed = new();

    public override void Add(TRow row, long number)
    {
        if (!passes(row))
        {
            _failed.Add(number, _failed.Shows(number) ? show?.Invoke(row) : null);
        }
    }

    public override ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken) => new(_failed.Finding(problem, rows));
}
