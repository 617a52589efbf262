using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Backfills;
using Etl.Functions.Orchestrators;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Activities;

/// <summary>A step of a backfill: looks after the runs that were started, and starts those for which there is room, oldest date first.</summary>
public sealed class AdvanceBackfill(BackfillRecords backfills, RunRecords records, RunStarter starter, RunCanceller canceller, UnfinishedRuns unfinished, PipelineStates states)
{
    /// <summary>Idempotent: the claims of the runs decide which are started, and all else follows from the records.</summary>
    [Function(nameof(AdvanceBackfill))]
    public async Task<BackfillProgress> RunAsync([ActivityTrigger] string backfillId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var claim = await backfills.FindClaimAsync(backfillId, cancellationToken) ?? throw new UnknownBackfillException(backfillId);
        var before = await backfills.ReadAsync(claim, cancellationToken);
        if (before.Pending == before.Runs.Count)
        {
            await backfills.EnsureIndexedAsync(claim, cancellationToken);
        }

        var isCancelled = await backfills.IsCancelledAsync(claim.Id, cancellationToken);
        var runs = before.Runs.ToList();
        var running = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            if (runs[i].RunId is not null && !runs[i].Status.HasEnded())
            {
                runs[i] = await LookAfterAsync(client, runs[i], isCancelled, cancellationToken);
                running += runs[i].Status.HasEnded() ? 0 : 1;
            }
        }

        // What is left waits until the pipeline is unpaused.
        var startsMore = !isCancelled && (await states.FindAsync(claim.Request.Run.Pipeline, cancellationToken)).PausedSince is null;
        for (var i = 0; i < runs.Count && running < claim.Request.MaxParallel && startsMore; i++)
        {
            if (runs[i].Status == RunStatus.Pending)
            {
                if (await StartAsync(client, claim, runs[i].BusinessDate, cancellationToken) is not { } started)
                {
                    break;
                }

                runs[i] = started;
                running += runs[i].Status.HasEnded() ? 0 : 1;

                // At once: who looks sees the run, and a step that is repeated does not start others.
                await backfills.WriteRunAsync(claim.Id, runs[i], cancellationToken);
            }
        }

        var after = BackfillDocument.Of(claim, runs, isCancelled);
        var hasChanged = false;
        foreach (var (old, now) in before.Runs.Zip(after.Runs).Where(pair => pair.First != pair.Second && pair.Second.RunId is not null))
        {
            hasChanged = true;
            if (old.RunId is not null)
            {
                await backfills.WriteRunAsync(claim.Id, now, cancellationToken);
            }
        }

        if (after.Status.HasEnded())
        {
            await backfills.EndAsync(claim, after.Status, cancellationToken);
        }

        return new BackfillProgress(after.Succeeded, after.Failed, after.Cancelled, after.Running, after.Pending, hasChanged, after.Status.HasEnded());
    }

    /// <summary>Null when the pipeline has just been paused.</summary>
    private async Task<BackfillRunDocument?> StartAsync(DurableTaskClient client, BackfillClaim claim, DateOnly date, CancellationToken cancellationToken)
    {
        var run = new BackfillRunDocument(date, BackfillId.RunOf(claim.Id, date), RunStatus.Running);
        try
        {
            await starter.StartAsync(client, claim.Request.Run with { BusinessDate = date }, run.RunId, cancellationToken);
            return run;
        }
        catch (PipelinePausedException)
        {
            return null;
        }
        catch (Exception exception) when (exception is InvalidRunRequestException or RunConflictException or UnknownPipelineException)
        {
            return run with { Status = RunStatus.Failed, Error = exception.Message };
        }
    }

    private async Task<BackfillRunDocument> LookAfterAsync(DurableTaskClient client, BackfillRunDocument run, bool isCancelled, CancellationToken cancellationToken)
    {
        if (await records.FindSummaryAsync(run.RunId!, cancellationToken) is { } summary)
        {
            return run with { Status = summary.Status };
        }

        if (await records.FindClaimAsync(run.RunId!, cancellationToken) is not { } claim)
        {
            return run with { Status = RunStatus.Failed, Error = $"Run '{run.RunId}' is gone from the store." };
        }

        await starter.ScheduleIfLeftBehindAsync(client, claim, cancellationToken);
        if (isCancelled && await records.FindEndingAsync(run.RunId!, cancellationToken) is null)
        {
            try
            {
                await canceller.CancelAsync(client, run.RunId!, reason: null, cancellationToken);
            }
            catch (RunConflictException)
            {
                // It publishes, or has ended in between.
            }
        }

        if (await client.GetInstanceAsync(run.RunId!, getInputsAndOutputs: false, cancellationToken) is not { IsCompleted: true } orchestration)
        {
            return run;
        }

        try
        {
            return run with { Status = (await unfinished.EndAsync(claim, orchestration, cancellationToken)).Status };
        }
        catch (InvalidOperationException exception)
        {
            return run with { Status = RunStatus.Failed, Error = exception.Message };
        }
    }
}
