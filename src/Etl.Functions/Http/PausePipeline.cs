using Etl.Core.Pipelines;
using Etl.Storage.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>POST pipelines/{pipeline}/pause</c></summary>
public sealed class PausePipeline(PipelineCatalog catalog, PipelineStates states)
{
    /// <summary>Starts nothing of a pipeline any more, neither by its schedules nor by hand; its runs go on. 200, also when it is paused already.</summary>
    [Function(nameof(PausePipeline))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "pipelines/{pipeline}/pause")] HttpRequest request,
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

            var state = await states.PauseAsync(name, cancellationToken);
            return Responses.Json(new PipelinePause(name, state.IsPaused, state.PausedSince));
        }
        catch (UnknownPipelineException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}
