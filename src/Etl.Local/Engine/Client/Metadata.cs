using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Client;

internal static class Metadata
{
    /// <summary>With the platform's gaps: no data unless it was asked for, and of a failure only the outermost one.</summary>
    public static OrchestrationMetadata From(InstanceRow row, bool withData) => new(row.Name, row.Id)
    {
        RuntimeStatus = row.Status,
        CreatedAt = new(row.CreatedTicks, TimeSpan.Zero),
        LastUpdatedAt = new(row.UpdatedTicks, TimeSpan.Zero),
        SerializedInput = row.Input,
        SerializedOutput = row.Output,
        SerializedCustomStatus = withData ? row.CustomStatus : null,
        FailureDetails = row.Failure is null ? null : FailureJson.Read(row.Failure) with { InnerFailure = null },
        DataConverter = withData ? FunctionDataConverter.Instance : null,
    };
}
