using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Hub;

/// <summary>An instance as it was at its last commit.</summary>
internal sealed record InstanceRow(
    long Seq,
    string Id,
    string Name,
    OrchestrationRuntimeStatus Status,
    long CreatedTicks,
    long UpdatedTicks,
    string? Input,
    string? Output,
    string? Failure,
    string? CustomStatus)
{
    public bool HasEnded => InstanceStatus.HasEnded(Status);
}
