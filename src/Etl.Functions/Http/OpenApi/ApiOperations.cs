using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Functions.Ui;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http.OpenApi;

/// <summary>The operations of the API by the names of their functions.</summary>
internal static class ApiOperations
{
    private const string Date = """{"type": "string", "format": "date"}""";
    private const string Text = """{"type": "string"}""";
    private const string Json = "application/json";
    private const string Html = "text/html";

    private static readonly ApiQuery[] OfVersion =
    [
        new("version", Text, "Id of a version, or of the run that published it; the latest when left out."),
        new("partition", Text, "Key of a partition."),
    ];

    public static IReadOnlyDictionary<string, ApiOperation> All(ApiSchemas schemas)
    {
        return Table();

        ApiOperation Act(string summary) => new("runs", summary) { RefusesBody = true, Status = StatusCodes.Status202Accepted, Content = [(Json, schemas.Of<AcceptedRun>())], Problems = [409] };

        Dictionary<string, ApiOperation> Table() => new(StringComparer.Ordinal)
        {
            [nameof(ListPipelines)] = new("pipelines", "All pipelines, with the next start of each of their schedules.") { Content = [(Json, schemas.ListOf<PipelineDocument>())] },
            [nameof(GetPipeline)] = new("pipelines", "The plan of a pipeline: its tasks in run order, with their levels.") { Content = [(Json, schemas.Of<PlanDocument>())], Problems = [422] },
            [nameof(GetPipelineGraph)] = new("pipelines", "The graph of a pipeline.")
            {
                Query = [new("format", """{"enum": ["json", "mermaid", "dot"], "default": "json"}""", "Nodes and edges, or the source of a diagram.")],
                Content = [(Json, schemas.Of<GraphDocument>()), ("text/vnd.mermaid", ApiSchemas.Parse(Text)), ("text/vnd.graphviz", ApiSchemas.Parse(Text))],
                Problems = [422],
            },
            [nameof(PausePipeline)] = new("pipelines", "Starts nothing of a pipeline any more; its runs go on.") { RefusesBody = true, Content = [(Json, schemas.Of<PipelinePause>())] },
            [nameof(UnpausePipeline)] = new("pipelines", "Ends the pause of a pipeline.") { RefusesBody = true, Content = [(Json, schemas.Of<PipelinePause>())] },
            [nameof(StartRun)] = new("runs", "Starts a run of a pipeline.") { Body = "StartRun", IsRepeatable = true, Status = StatusCodes.Status202Accepted, Content = [(Json, schemas.Of<AcceptedRun>())], Problems = [409] },
            [nameof(ListRuns)] = new("runs", "Runs, newest first. Where there are more, the header Link has the address of the next page.")
            {
                Query =
                [
                    new("pipeline", Text, "Only runs of that pipeline."),
                    new("status", Text, "Only runs that are Running, Paused, Succeeded, Failed or Cancelled; several with commas. A run that has not ended is Paused or Running."),
                    new("from", Date, "First business date."),
                    new("to", Date, "Last business date."),
                    new("limit", """{"type": "integer", "minimum": 1, "maximum": 500, "default": 100}""", "At most so many. With filters there may be fewer, or none, and still a next page."),
                    new("after", Text, "From the address of the next page."),
                ],
                Content = [(Json, schemas.ListOf<RunIndexEntry>())],
                Problems = [422],
            },
            [nameof(GetRun)] = new("runs", "A run with its tasks and what it published.") { Content = [(Json, schemas.Of<RunDocument>())] },
            [nameof(CancelRun)] = Act("Asks a run to stop. Repeating it is harmless."),
            [nameof(RerunRun)] = new("runs", "Repeats a run that has ended.") { Body = "RerunRun", IsRepeatable = true, Status = StatusCodes.Status202Accepted, Content = [(Json, schemas.Of<AcceptedRun>())], Problems = [409] },
            [nameof(GetRunLogs)] = new("runs", "What the tasks of a run have logged, in order of time.")
            {
                Query =
                [
                    new("task", Text, "Only lines of that task."),
                    new("limit", """{"type": "integer", "minimum": 1, "maximum": 10000, "default": 1000}""", "The last so many lines."),
                ],
                Content = [(Json, schemas.ListOf<TaskLogLine>())],
                Problems = [422],
            },
            [nameof(GetRunReport)] = new("runs", "A file that a run published, with its content type.") { Content = [("*/*", ApiSchemas.Parse("{}"))] },
            [nameof(PauseRun)] = Act("Pauses a run: it starts no more tasks until it is unpaused."),
            [nameof(UnpauseRun)] = Act("Ends the pause of a run."),
            [nameof(TerminateRun)] = Act("Ends a run at once, as Cancelled: the last resort."),
            [nameof(PurgeRun)] = Act("Deletes the durable history of a run that has ended, and keeps its records."),
            [nameof(StartBackfill)] = new("backfills", "Starts a run for each business date of a range.") { Body = "StartBackfill", NeedsBody = true, IsRepeatable = true, Status = StatusCodes.Status202Accepted, Content = [(Json, schemas.Of<AcceptedBackfill>())], Problems = [409] },
            [nameof(ListBackfills)] = new("backfills", "Backfills, newest first.")
            {
                Query =
                [
                    new("pipeline", Text, "Only backfills of that pipeline."),
                    new("limit", """{"type": "integer", "minimum": 1, "maximum": 500, "default": 100}""", "At most so many."),
                ],
                Content = [(Json, schemas.ListOf<BackfillIndexEntry>())],
                Problems = [422],
            },
            [nameof(GetBackfill)] = new("backfills", "Where a backfill and each of its dates stand.") { Content = [(Json, schemas.Of<BackfillDocument>())] },
            [nameof(CancelBackfill)] = new("backfills", "Starts no more runs of a backfill, and cancels those that run.") { RefusesBody = true, Status = StatusCodes.Status202Accepted, Content = [(Json, schemas.Of<AcceptedBackfill>())], Problems = [409] },
            [nameof(ListModels)] = new("models", "The latest version of each published model.") { Content = [(Json, schemas.ListOf<ModelVersionDocument>())] },
            [nameof(GetModel)] = new("models", "A model with its versions, partitions, schema, checks and settings.") { Content = [(Json, schemas.Of<ModelDetailDocument>())] },
            [nameof(ListModelVersions)] = new("models", "The published versions of a model, newest first.") { Content = [(Json, schemas.ListOf<ModelVersionDocument>())] },
            [nameof(GetModelLineage)] = new("models", "What a version was made from, or what was made from it.")
            {
                Query = [.. OfVersion, new("direction", """{"enum": ["up", "down"], "default": "up"}""", "Which way.")],
                Content = [(Json, schemas.Of<LineageDocument>())],
                Problems = [422],
            },
            [nameof(GetModelData)] = new("models", "The first rows of a version; a document as the only row; a file as it is.")
            {
                Query = [.. OfVersion, new("limit", """{"type": "integer", "minimum": 0, "maximum": 10000, "default": 100}""", "At most so many rows.")],
                Content = [(Json, ApiSchemas.Parse("""{"type": "array"}""")), ("*/*", ApiSchemas.Parse("{}"))],
                Problems = [422],
            },
            [nameof(GetOpenApi)] = new("api", "This document.") { Content = [(Json, ApiSchemas.Parse("""{"type": "object"}"""))] },
            [nameof(GetUi)] = new("ui", "The dashboard.") { Content = [(Html, ApiSchemas.Parse(Text))] },
            [nameof(GetUiFile)] = new("ui", "A file of the dashboard.") { Content = [("*/*", ApiSchemas.Parse("{}"))] },
        };
    }
}
