using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET pipelines/{pipeline}/graph</c></summary>
public sealed class GetPipelineGraph(RunPlanner planner)
{
    private static readonly string[] Formats = ["json", "mermaid", "dot"];

    /// <summary>The graph: nodes and edges as JSON, or the source of a diagram with <c>format=mermaid</c> or <c>format=dot</c>. 422 with every problem when the pipeline can't be planned.</summary>
    [Function(nameof(GetPipelineGraph))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "pipelines/{pipeline}/graph")] HttpRequest request,
        string pipeline)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new RequestQuery(request, "format");
        var format = query.Value("format") is { Length: > 0 } given ? given : Formats[0];
        if (!Formats.Contains(format, StringComparer.Ordinal))
        {
            query.Refuse($"The query's 'format' is one of {string.Join(", ", Formats)}, not '{format}'.");
        }

        if (query.Problems.Count > 0)
        {
            return Responses.Invalid("The query can't be answered.", query.Problems);
        }

        try
        {
            var plan = planner.Describe(pipeline).Orchestrator.Plan;
            return format switch
            {
                "mermaid" => Results.Text(PlanDiagram.Mermaid(plan), "text/vnd.mermaid; charset=utf-8"),
                "dot" => Results.Text(PlanDiagram.Dot(plan), "text/vnd.graphviz; charset=utf-8"),
                _ => Responses.Json(GraphDocument.Of(plan)),
            };
        }
        catch (UnknownPipelineException exception)
        {
            return Responses.NotFound(exception.Message);
        }
        catch (InvalidRunRequestException exception)
        {
            return Responses.Invalid(exception.Message, exception.Problems);
        }
    }
}
