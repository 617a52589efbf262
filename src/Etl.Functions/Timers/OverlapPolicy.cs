using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Timers;

/// <summary>Decides for one tick whether due occurrences may start beside what their pipelines' schedules have started before. Asked oldest first.</summary>
internal sealed class OverlapPolicy(RunRecords records, ScheduleDecisions decisions, OpenRuns open, DateTimeOffset now, ILogger logger)
{
    /// <summary>Whether the occurrence is to be started, now or again. One whose run was claimed always is: that is repeated, and starts nothing twice.</summary>
    public async Task<bool> AllowsAsync(DueRun due, string runId, CancellationToken cancellationToken)
    {
        var (pipeline, schedule) = (due.Pipeline.Name, due.Schedule);
        if (schedule.Overlap == ScheduleOverlap.Parallel || await records.FindClaimAsync(runId, cancellationToken) is not null)
        {
            return true;
        }

        if (schedule.Overlap == ScheduleOverlap.Queue)
        {
            return await open.FindScheduledAsync(pipeline, cancellationToken) is null;
        }

        if (await decisions.FindAsync(pipeline, schedule.Name, due.Date, cancellationToken) is { } earlier)
        {
            return earlier.SkippedFor is null;
        }

        var decision = await decisions.DecideAsync(pipeline, schedule.Name, due.Date, await open.FindScheduledAsync(pipeline, cancellationToken), cancellationToken);
        if (decision.SkippedFor is { } earlierRun)
        {
            Log.OccurrenceSkipped(logger, schedule.Name, pipeline, due.Date, earlierRun);
        }

        return decision.SkippedFor is null;
    }

    /// <summary>Later occurrences of the pipeline are beside this run now.</summary>
    public void Started(DueRun due, string runId) => open.Add(new RunIndexEntry(runId, due.Pipeline.Name, RunStatus.Running, now, DurationMs: null));
}
