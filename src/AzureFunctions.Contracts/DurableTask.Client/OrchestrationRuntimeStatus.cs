namespace Microsoft.DurableTask.Client;

public enum OrchestrationRuntimeStatus
{
    Running,
    Completed,
    [Obsolete("No host reports it any more.")]
    ContinuedAsNew,
    Failed,
    [Obsolete("No host reports it any more.")]
    Canceled,
    Terminated,
    Pending,
    Suspended,
}
