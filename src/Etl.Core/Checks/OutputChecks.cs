namespace Etl.Core.Checks;

/// <summary>The checks of one output of one attempt.</summary>
public abstract class OutputChecks : IDisposable
{
    private protected OutputChecks()
    {
    }

    /// <summary>Ends the checks, after the last row. Once.</summary>
    /// <returns>In the order in which the model declares them, whether they passed or not.</returns>
    /// <exception cref="FaultyCheckException">A check threw, now or while the rows were written.</exception>
    /// <exception cref="IOException">The scratch space failed.</exception>
    public abstract Task<IReadOnlyList<CheckResult>> CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Gives up what the checks hold, at any time.</summary>
    public abstract void Dispose();
}
