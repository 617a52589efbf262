using Etl.Core.Registry;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>Makes the outputs of a run visible, all or none. The point of no return.</summary>
public sealed class PublishRun(RunRecords records, RunClosing closing)
{
    /// <summary>How the run ends: Publish, unless somebody cancelled it first, or a task has no success in the records. Idempotent, also after a newer publish.</summary>
    [Function(nameof(PublishRun))]
    public async Task<RunEndingKind> RunAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        var claim = await records.GetClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        try
        {
            return (await closing.PublishAsync(claim, cancellationToken)).Kind;
        }
        catch (InvalidOperationException exception)
        {
            // The same at every call, and the orchestration would call for a day.
            return (await records.DecideEndingAsync(runId, RunEndingKind.Fail, exception.Message, cancellationToken)).Kind;
        }
    }
}
