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
public sealed class NightlyLoad(PipelineCatalog catalog, RunStarter starter, ScheduleRecords schedules, PipelineStates states, ScheduleDecisions decisions, RunRecords records, TimeProvider time, ILogger<NightlyLoad> logger)
{
    /// <summary>
    /// Starts every run that is due, oldest first. The run id follows from the occurrence, and its claim decides: a tick that comes
    /// twice, late, or after the run has ended, failed or been purged starts nothing twice. A run that can't be started is tried again
    /// at the next tick, and keeps no other from being started. Nothing of a paused pipeline is started, and nothing that came due while it was paused, ever.
    /// </summary>
    [Function(nameof(NightlyLoad))]
    public async Task RunAsync(
        [TimerTrigger("%EtlTimerSchedule%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await DueRunsAsync(now, cancellationToken);
        var overlap = new OverlapPolicy(records, decisions, now, logger);
        var started = 0;
        foreach (var run in due)
        {
            started += await StartAsync(client, run, overlap, cancellationToken) ? 1 : 0;
        }

        Log.Tick(logger, due.Count, started);
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
            if (!await overlap.AllowsAsync(due, runId, cancellationToken) || !(await starter.StartAsync(client, request, runId, cancellationToken)).IsNew)
            {
                return false;
            }

            overlap.Started(due, runId);
            return true;
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
