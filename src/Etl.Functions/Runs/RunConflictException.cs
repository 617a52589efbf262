namespace Etl.Functions.Runs;

/// <summary>What was asked of a run contradicts what it has become.</summary>
public class RunConflictException(string runId, string message) : Exception(message)
{
    /// <summary>The run.</summary>
    public string RunId { get; } = runId;
}
