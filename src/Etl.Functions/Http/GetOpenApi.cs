using Etl.Functions.Http.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http;

/// <summary><c>GET openapi.json</c></summary>
public sealed class GetOpenApi
{
    private const string Route = "openapi.json";

    /// <summary>The OpenAPI 3.1 document of this API. Anonymous: it is the same for all apps and holds no data.</summary>
    [Function(nameof(GetOpenApi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var path = $"{request.PathBase}{request.Path}".TrimEnd('/');
        return Responses.Json(ApiDescription.Create(path.EndsWith($"/{Route}", StringComparison.OrdinalIgnoreCase) ? path[..^(Route.Length + 1)] : ""));
    }
}
