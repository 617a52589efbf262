using Etl.Core.Registry;
using Etl.Functions.Models;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET models/{model}/lineage</c></summary>
public sealed class GetModelLineage(ModelQueries models)
{
    /// <summary>What a version was made from, or what was made from it with <c>direction=down</c>. The latest version, unless <c>version</c> or <c>partition</c> names another.</summary>
    [Function(nameof(GetModelLineage))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/lineage")] HttpRequest request,
        string model,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new RequestQuery(request, "version", "partition", "direction");
        var given = query.Value("direction");
        if (given is not ("" or "up" or "down"))
        {
            query.Refuse($"The query's 'direction' is 'up' or 'down', not '{given}'.");
        }

        if (query.Problems.Count > 0)
        {
            return Responses.Invalid("The query can't be answered.", query.Problems);
        }

        try
        {
            return Responses.Json(await models.LineageAsync(query.Reference(model), given == "down" ? LineageDirection.Down : LineageDirection.Up, cancellationToken));
        }
        catch (UnknownModelException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}
