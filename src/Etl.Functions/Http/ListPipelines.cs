using Etl.Core.Pipelines;
using Etl.Functions.Timers;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime.TimeZones;

namespace Etl.Functions.Http;

/// <summary><c>GET pipelines</c></summary>
public sealed class ListPipelines(PipelineCatalog catalog, PipelineStates states, TimeProvider time)
{
    /// <summary>All pipelines, in the order of the catalog, whether they are paused, and the next start of each of their schedules.</summary>
    [Function(nameof(ListPipelines))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "pipelines")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var paused = await states.FindPausedAsync(catalog.Pipelines.Select(pipeline => pipeline.Name), cancellationToken);
        var now = time.GetUtcNow();
        return Responses.Json(catalog.Pipelines.Select(pipeline => PipelineDocument.Of(pipeline) with { Paused = paused.Contains(pipeline.Name), NextRunAt = paused.Contains(pipeline.Name) ? null : NextRuns(pipeline, now) }).ToList());
    }

    /// <summary>Null without schedules; a schedule whose time zone is unknown never starts.</summary>
    private static SortedDictionary<string, DateTimeOffset>? NextRuns(Pipeline pipeline, DateTimeOffset now)
    {
        var next = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var schedule in pipeline.Schedules)
        {
            try
            {
                next[schedule.Name] = ScheduleCalendar.Next(schedule, now);
            }
            catch (DateTimeZoneNotFoundException)
            {
                // The tick says so in the log.
            }
        }

        return next.Count == 0 ? null : next;
    }
}
