namespace Etl.Functions.Runs;

/// <summary>A run was asked for that was never started on this store.</summary>
public sealed class UnknownRunException(string runId)
    : Exception($"There is no run '{runId}' in this store. List them with 'etl runs' or GET runs.")
{
    /// <summary>As it was asked for.</summary>
    public string RunId { get; } = runId;
}
