using Etl.Core.Pipelines;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>POST pipelines/{pipeline}/unpause</c></summary>
public sealed class UnpausePipeline(PipelineCatalog catalog, PipelineStates states)
{
    /// <summary>Ends the pause of a pipeline: 200, also when it is not paused. What came due meanwhile is not caught up.</summary>
    [Function(nameof(UnpausePipeline))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "pipelines/{pipeline}/unpause")] HttpRequest request,
        string pipeline,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var name = catalog.Get(pipeline).Name;
            if (await RequestBody.RefuseAsync(request, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var state = await states.UnpauseAsync(name, cancellationToken);
            return Responses.Json(new PipelinePause(name, state.IsPaused, state.PausedSince));
        }
        catch (UnknownPipelineException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}
