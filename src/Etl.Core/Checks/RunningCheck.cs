namespace Etl.Core.Checks;

/// <summary>A check that is being computed for one output. What it throws is reported as the author's fault, except for what its scratch space throws.</summary>
internal abstract class RunningCheck<TRow> : IDisposable
{
    /// <summary>Called for each row in order. Nothing is allocated for a row that passes.</summary>
    /// <param name="row">May be reused by the writer afterwards.</param>
    /// <param name="number">1 for the first.</param>
    public abstract void Add(TRow row, long number);

    /// <summary>Called once, after the last row.</summary>
    public abstract ValueTask<CheckFinding> EndAsync(long rows, CancellationToken cancellationToken);

    public virtual void Dispose()
    {
    }
}
