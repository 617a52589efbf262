using Etl.Functions.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET models/{model}</c></summary>
public sealed class GetModel(ModelQueries models)
{
    /// <summary>A model with its versions, partitions, schema, checks and settings.</summary>
    [Function(nameof(GetModel))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}")] HttpRequest request,
        string model,
        CancellationToken cancellationToken)
    {
        try
        {
            return Responses.Json(await models.DescribeAsync(model, cancellationToken));
        }
        catch (UnknownModelException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}
