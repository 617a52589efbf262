using Etl.Functions.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET models</c></summary>
public sealed class ListModels(ModelQueries models)
{
    /// <summary>The latest version of each published model, in order of the models.</summary>
    [Function(nameof(ListModels))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        return Responses.Json(await models.ListAsync(cancellationToken));
    }
}
