using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Hub;

internal static class InstanceStatus
{
    /// <summary>SQL list of the states of an instance that has not ended.</summary>
    public const string Live = "(0, 6, 7)";

    public static bool HasEnded(OrchestrationRuntimeStatus status)
        => status is not (OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended);
}
