namespace Microsoft.DurableTask;

/// <summary>Thrown into an orchestrator by the call of an activity or sub-orchestration that failed.</summary>
public sealed class TaskFailedException : Exception
{
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base($"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {failureDetails?.ErrorMessage}")
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    public string TaskName { get; }

    /// <summary>The place of the call in the orchestration's own sequence; the same at each replay.</summary>
    public int TaskId { get; }

    public TaskFailureDetails FailureDetails { get; }
}
