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
        var query = new ModelQuery(request, "direction");
        var direction = query.Value("direction") switch
        {
            "" or "up" => LineageDirection.Up,
            "down" => LineageDirection.Down,
            var other => query.Refuse<LineageDirection>($"The query's 'direction' is 'up' or 'down', not '{other}'."),
        };
        if (query.Problems.Count > 0)
        {
            return Responses.Invalid("The query can't be answered.", query.Problems);
        }

        try
        {
            return Responses.Json(await models.LineageAsync(query.Reference(model), direction, cancellationToken));
        }
        catch (UnknownModelException exception)
        {
            return Responses.NotFound(exception.Message);
        }
    }
}
