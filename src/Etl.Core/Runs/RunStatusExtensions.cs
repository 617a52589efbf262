namespace Etl.Core.Runs;

/// <summary>What follows from a status.</summary>
public static class RunStatusExtensions
{
    /// <summary>Whether nothing more will happen.</summary>
    public static bool HasEnded(this RunStatus status) =>
        status is RunStatus.Succeeded or RunStatus.Reused or RunStatus.Skipped or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>Whether the outputs can be used.</summary>
    public static bool IsSuccess(this RunStatus status) => status is RunStatus.Succeeded or RunStatus.Reused;
}
