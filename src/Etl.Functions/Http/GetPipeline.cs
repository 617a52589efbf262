using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET pipelines/{pipeline}</c></summary>
public sealed class GetPipeline(RunPlanner planner)
{
    /// <summary>The plan: tasks in run order with their levels. 422 with every problem when the pipeline can't be planned.</summary>
    [Function(nameof(GetPipeline))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "pipelines/{pipeline}")] HttpRequest request,
        string pipeline)
    {
        try
        {
            var planned = planner.Describe(pipeline);
            return Responses.Json(PlanDocument.Of(planned.Pipeline, planned.Orchestrator.Plan));
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
