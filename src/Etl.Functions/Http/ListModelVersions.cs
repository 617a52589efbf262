using Etl.Functions.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET models/{model}/versions</c></summary>
public sealed class ListModelVersions(ModelQueries models)
{
    /// <summary>The published versions of a model, newest first; of one partition when the model has it in brackets.</summary>
    [Function(nameof(ListModelVersions))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/versions")] HttpRequest request,
        string model,
        CancellationToken cancellationToken)
    {
        try
        {
            return Responses.Json(await models.VersionsAsync(model, cancellationToken));
        }
        catch (UnknownModelException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}
