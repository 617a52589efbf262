using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Deletes the durable history of runs that have ended. The registry keeps their records, so they are shown as before and never started again.</summary>
public sealed class RunPurger(RunRecords records, TimeProvider time)
{
    /// <summary>Purges a run and its children. Repeating it is harmless.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has not ended.</exception>
    public async Task PurgeAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (await records.FindSummaryAsync(runId, cancellationToken) is null)
        {
            throw await records.FindClaimAsync(runId, cancellationToken) is null
                ? new UnknownRunException(runId)
                : new RunConflictException(runId, $"Run '{runId}' has not ended, so its history can't be purged. End it first: POST runs/{runId}/cancel or 'etl cancel {runId}', or terminate it.");
        }

        var family = new RunFamily(client, runId, time);
        await family.EndsAsync(cancellationToken);

        // What lives on after the summary has nothing left to do: a child that did not hear of the end, or an orchestration that hangs.
        await family.TerminateAsync("The run has ended and is purged.", cancellationToken);
        await family.PurgeAsync(cancellationToken);
    }
}
