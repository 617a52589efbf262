using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Pauses runs and lets them go on. That a run is paused is a state of its instances in the task hub, and in no record.</summary>
public sealed class RunPauser(RunRecords records, TimeProvider time)
{
    /// <summary>The run starts no further task; those that run, or were handed to the workers already, go on to their end. Repeating it is harmless.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has ended, or nobody works on it.</exception>
    public async Task PauseAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        var family = await OpenAsync(client, runId, "pause", cancellationToken);
        await family.SuspendAsync(cancellationToken);
    }

    /// <summary>A paused run goes on; nothing happens to one that is not paused.</summary>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has ended, or nobody works on it.</exception>
    public async Task UnpauseAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        var family = await OpenAsync(client, runId, "unpause", cancellationToken);
        await family.ResumeAsync(cancellationToken);
    }

    private async Task<RunFamily> OpenAsync(DurableTaskClient client, string runId, string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (await records.FindSummaryAsync(runId, cancellationToken) is { } summary)
        {
            throw new RunConflictException(runId, $"Run '{runId}' has ended ({summary.Status}): there is nothing to {action}.");
        }

        if (await records.FindClaimAsync(runId, cancellationToken) is null)
        {
            throw new UnknownRunException(runId);
        }

        var family = new RunFamily(client, runId, time);
        return await family.RootAsync(cancellationToken) switch
        {
            null => throw new RunConflictException(runId, $"Run '{runId}' has not begun yet, so it can't be {action}d: try again in a moment, or cancel it."),
            { IsCompleted: true } => throw new RunConflictException(runId, $"Nobody works on run '{runId}' any more, so it can't be {action}d. Bring it to its end with POST runs/{runId}/cancel or 'etl cancel {runId}'."),
            _ => family,
        };
    }
}
