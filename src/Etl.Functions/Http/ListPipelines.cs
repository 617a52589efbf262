using Etl.Core.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET pipelines</c></summary>
public sealed class ListPipelines(PipelineCatalog catalog)
{
    /// <summary>All pipelines, in the order of the catalog.</summary>
    [Function(nameof(ListPipelines))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get", Route = "pipelines")] HttpRequest request) =>
        Responses.Json(catalog.Pipelines.Select(PipelineDocument.Of).ToList());
}
