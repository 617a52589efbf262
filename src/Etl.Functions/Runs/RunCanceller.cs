using Etl.Core.Registry;
using Etl.Functions.Orchestrators;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Cancels runs: the ending record decides the race with publishing, the event wakes the orchestration.</summary>
public sealed class RunCanceller(RunRecords records, RunEndings endings, TimeProvider time)
{
    /// <summary>Asks a run to stop. It stops scheduling at once, and ends when its running tasks have or after a grace period. Repeating it is harmless.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has ended, or is publishing, which can't be undone.</exception>
    public async Task CancelAsync(DurableTaskClient client, string runId, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var claim = await records.FindClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        var ending = await records.DecideEndingAsync(runId, RunEndingKind.Cancel, reason, cancellationToken);
        if (ending.Kind != RunEndingKind.Cancel)
        {
            throw new RunConflictException(runId, ending.Kind == RunEndingKind.Publish
                ? $"Run '{runId}' has published its models, or is publishing them: it can't be cancelled any more."
                : $"Run '{runId}' has failed already: there is nothing to cancel.");
        }

        if (!await WakeAsync(client, runId, reason, cancellationToken) && !await IsAboutToStartAsync(client, claim, cancellationToken))
        {
            // Nobody works on it: its process died before it was scheduled, or it was terminated. Somebody has to write how it ended.
            await endings.FinishAsync(claim, RunEndingKind.Cancel, error: null, givenUp: [], cancellationToken);
        }
    }

    /// <summary>Whether there is a live instance, which knows of the request now.</summary>
    private async Task<bool> WakeAsync(DurableTaskClient client, string runId, string? reason, CancellationToken cancellationToken)
    {
        if (!await IsLiveAsync(client, runId, cancellationToken))
        {
            return false;
        }

        try
        {
            await client.RaiseEventAsync(runId, RunEvents.Cancel, reason ?? "", cancellationToken);
            if (await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is { RuntimeStatus: OrchestrationRuntimeStatus.Suspended })
            {
                // It was paused: nothing that waits for it starts now, because the ending says so.
                await new RunFamily(client, runId, time).ResumeAsync(cancellationToken);
            }

            return true;
        }
#pragma warning disable CA1031 // each host refuses with an exception of its own
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (await IsLiveAsync(client, runId, cancellationToken))
            {
                throw;
            }

            // It has ended in between.
            return false;
        }
    }

    private async Task<bool> IsAboutToStartAsync(DurableTaskClient client, RunClaim claim, CancellationToken cancellationToken) =>
        time.GetUtcNow() - claim.Job.StartedAt < RunStarter.ClaimWithoutInstance
        && await client.GetInstanceAsync(claim.Job.RunId, getInputsAndOutputs: false, cancellationToken) is null;

    private static async Task<bool> IsLiveAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false };
}
