using System.Collections.Concurrent;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Timers;

/// <summary>The tick of all schedules.</summary>
public sealed class NightlyLoad(
    PipelineCatalog catalog,
    RunStarter starter,
    ScheduleRecords schedules,
    PipelineStates states,
    ScheduleDecisions decisions,
    RunRecords records,
    UnfinishedRuns unfinished,
    TimeProvider time,
    ILogger<NightlyLoad> logger)
{
    private const int MaxLooksAtOnce = 8;

    /// <summary>
    /// Starts every run that is due, oldest first. The run id follows from the occurrence, and its claim decides: a tick that comes
    /// twice, late, or after the run has ended, failed or been purged starts nothing twice. A run that can't be started is tried again
    /// at the next tick, and keeps no other from being started. Nothing of a paused pipeline is started, and nothing that came due while it was paused, ever.
    /// Before that it ends all runs whose orchestrations have ended without doing so, whoever had started them: they would be listed as running, told to nobody, and keep later ones waiting.
    /// </summary>
    [Function(nameof(NightlyLoad))]
    public async Task RunAsync(
        [TimerTrigger("%EtlTimerSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var open = new OpenRuns(records, now);
        await EndUnfinishedAsync(client, open, now, cancellationToken);
        var due = await DueRunsAsync(now, cancellationToken);
        var overlap = new OverlapPolicy(records, decisions, open, logger);
        var started = 0;
        foreach (var run in due)
        {
            started += await StartAsync(client, run, overlap, cancellationToken) ? 1 : 0;
        }

        Log.Tick(logger, due.Count, started);
    }

    private async Task EndUnfinishedAsync(DurableTaskClient client, OpenRuns open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            // A younger claim may not have been scheduled yet: an orchestration under its id could be one of another store.
            var old = (await open.ListAsync(cancellationToken)).Where(run => now - run.StartedAt >= RunStarter.ClaimWithoutInstance);
            var looks = new ParallelOptions { MaxDegreeOfParallelism = MaxLooksAtOnce, CancellationToken = cancellationToken };
            var ended = new ConcurrentBag<string>();
            await Parallel.ForEachAsync(old, looks, async (run, token) =>
            {
                if (await HasEndedAsync(client, run.RunId, token))
                {
                    ended.Add(run.RunId);
                }
            });
            open.Remove(ended);
        }
#pragma warning disable CA1031 // whatever is wrong with the index, what is due is not to wait for it
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.OpenRunsUnreadable(logger, exception.Message);
        }
    }

    private async Task<bool> HasEndedAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        try
        {
            if (await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is not { IsCompleted: true } orchestration
                || await records.FindClaimAsync(runId, cancellationToken) is not { } claim)
            {
                return false;
            }

            await unfinished.EndAsync(claim, orchestration, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // whatever is wrong with one run, the others are not to wait for it
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.RunNotLookedAfter(logger, runId, exception.Message);
            return false;
        }
    }

    private async Task<IReadOnlyList<DueRun>> DueRunsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = new List<DueRun>();
        foreach (var pipeline in catalog.Pipelines)
        {
            foreach (var schedule in pipeline.Schedules)
            {
                try
                {
                    var firstSeen = await schedules.FirstSeenAsync(pipeline.Name, schedule.Name, now, cancellationToken);
                    var occurrences = ScheduleCalendar.Due(pipeline, schedule, firstSeen, now);
                    if (occurrences.Count > 0 && await states.FindAsync(pipeline.Name, cancellationToken) is { IsPaused: false } state)
                    {
                        due.AddRange(occurrences.Where(run => !state.WasPausedAt(run.At)));
                    }
                }
#pragma warning disable CA1031 // whatever is wrong with one schedule, the others are not to wait for it
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    Log.ScheduleUnreadable(logger, schedule.Name, pipeline.Name, exception.Message);
                }
            }
        }

        return [.. due.OrderBy(run => run.At)];
    }

    private async Task<bool> StartAsync(DurableTaskClient client, DueRun due, OverlapPolicy overlap, CancellationToken cancellationToken)
    {
        var runId = RunId.ForSchedule(due.Pipeline.Name, due.Date, due.Schedule.Name);
        var request = new RunRequest { Pipeline = due.Pipeline.Name, BusinessDate = due.BusinessDate, Origin = RunOrigin.Schedule };
        try
        {
            if (!await overlap.AllowsAsync(due, runId, cancellationToken))
            {
                return false;
            }

            try
            {
                return (await starter.StartAsync(client, request, runId, cancellationToken)).IsNew;
            }
            finally
            {
                // Also when another process has claimed it meanwhile, or the hub did not take it.
                await overlap.TriedAsync(due, runId, cancellationToken);
            }
        }
        catch (RunConflictException)
        {
            // The occurrence has its run: it was claimed when the pipeline still had another lag. Or the pipeline was paused just now.
            return false;
        }
#pragma warning disable CA1031 // whatever is wrong with one run, the others are not to wait for it
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.ScheduleFailed(logger, due.Schedule.Name, due.Pipeline.Name, due.Date, exception.Message);
            return false;
        }
    }
}
