using Etl.Core.Registry;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>Makes the outputs of a run visible, all or none. The point of no return.</summary>
public sealed class PublishRun(RunRecords records, RunClosing closing)
{
    /// <summary>How the run ends: Publish, unless somebody cancelled it first. Idempotent, also after a newer publish.</summary>
    [Function(nameof(PublishRun))]
    public async Task<RunEndingKind> RunAsync([ActivityTrigger] string runId, CancellationToken cancellationToken)
    {
        var claim = await records.GetClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        return (await closing.PublishAsync(claim, cancellationToken)).Kind;
    }
}
