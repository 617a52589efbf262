using Etl.Core.Pipelines;
using Etl.Storage.Registry;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Timers;

/// <summary>Decides for one tick whether due occurrences may start beside what their pipelines' schedules have started before. Asked oldest first.</summary>
internal sealed class OverlapPolicy(RunRecords records, ScheduleDecisions decisions, OpenRuns open, ILogger logger)
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

    /// <summary>For an occurrence that was to be started, whatever has become of that: later ones of the pipeline are beside its run, if it has one.</summary>
    public Task TriedAsync(DueRun due, string runId, CancellationToken cancellationToken) => open.LookAtAsync(due.Pipeline.Name, runId, cancellationToken);
}
