using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Orchestrators;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Cancels runs: the ending record decides the race with publishing, the event wakes the orchestration.</summary>
public sealed class RunCanceller(RunRecords records)
{
    /// <summary>Asks a run to stop. It stops scheduling at once, and ends when its running tasks have or after a grace period. Repeating it is harmless.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has ended, or is publishing, which can't be undone.</exception>
    public async Task CancelAsync(DurableTaskClient client, string runId, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (await records.FindClaimAsync(runId, cancellationToken) is null)
        {
            throw new UnknownRunException(runId);
        }

        var ending = await records.DecideEndingAsync(runId, RunEndingKind.Cancel, reason, cancellationToken);
        if (ending.Kind != RunEndingKind.Cancel)
        {
            throw new RunConflictException(runId, ending.Kind == RunEndingKind.Publish
                ? $"Run '{runId}' has published its models, or is publishing them: it can't be cancelled any more."
                : $"Run '{runId}' has failed already: there is nothing to cancel.");
        }

        var instance = await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken);
        if (instance is { IsCompleted: false })
        {
            await client.RaiseEventAsync(runId, RunEvents.Cancel, reason ?? "", cancellationToken);
        }
    }
}
