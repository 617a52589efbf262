using Etl.Local.Engine.Hub;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Requests;

internal static class LiveInstance
{
    /// <summary>The instance, or why <paramref name="action"/> can't be done to it: the platform's client fails in these cases too.</summary>
    public static (InstanceHeader? Header, OrchestrationRuntimeStatus Status, Exception? Problem) Find(HubTables hub, string id, string action)
        => hub.Instances.Find(id) is not { } found ? (null, default, new ArgumentException($"There is no orchestration instance '{id}' to {action}.", nameof(id)))
            : InstanceStatus.HasEnded(found.Status) ? (null, found.Status, new InvalidOperationException($"The orchestration instance '{id}' has ended ({found.Status}): it is too late to {action} it."))
            : (found.Header, found.Status, null);
}
