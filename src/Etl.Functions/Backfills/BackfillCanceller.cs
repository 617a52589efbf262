using Etl.Core.Runs;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Backfills;

/// <summary>Cancels backfills: the marker decides, the event only wakes the orchestration.</summary>
public sealed class BackfillCanceller(BackfillRecords backfills, BackfillStarter starter)
{
    /// <summary>Starts no more runs and cancels those that run. Repeating it is harmless.</summary>
    /// <exception cref="UnknownBackfillException">There is no such backfill.</exception>
    /// <exception cref="RunConflictException">All its runs have ended.</exception>
    public async Task CancelAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var backfill = await backfills.ReadAsync(id, cancellationToken) ?? throw new UnknownBackfillException(id);
        if (backfill.Status.HasEnded())
        {
            if (backfill.Status == RunStatus.Cancelled)
            {
                return;
            }

            throw new RunConflictException(id, $"Backfill '{id}' has ended {backfill.Status}: there is nothing to cancel.");
        }

        await backfills.CancelAsync(id, cancellationToken);
        try
        {
            await client.RaiseEventAsync(id, RunEvents.Cancel, "", cancellationToken);
        }
#pragma warning disable CA1031 // each host refuses an instance that is gone with an exception of its own
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            // Nobody works on it: then it has to be closed.
            await starter.ResumeAsync(client, id, cancellationToken);
        }
    }
}
