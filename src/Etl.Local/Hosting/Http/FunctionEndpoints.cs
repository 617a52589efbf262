using Etl.Local.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Hosting.Http;

internal static class FunctionEndpoints
{
    public const string Prefix = "api";

    public static void Map(IEndpointRouteBuilder routes, FunctionCatalog catalog, Func<DurableTaskClient> client)
    {
        foreach (var function in catalog.OfKind(FunctionKind.Http))
        {
            var pattern = $"{Prefix}/{function.Route}";
            var methods = function.HttpMethods;
            var endpoint = methods.Count == 0
                ? routes.Map(pattern, Handler(function, client))
                : routes.MapMethods(pattern, methods, Handler(function, client));
            endpoint.WithDisplayName(function.Name).WithMetadata(new Marker());
        }
    }

    private static RequestDelegate Handler(LocalFunction function, Func<DurableTaskClient> client)
        => async context =>
        {
            var arguments = function.Bind(parameter => parameter.Kind switch
            {
                BoundParameterKind.Trigger => context.Request,
                BoundParameterKind.RouteValue => context.Request.RouteValues[parameter.Name]?.ToString(),
                BoundParameterKind.DurableClient => client(),
                _ => context.RequestAborted,
            });
            var result = await function.Method.InvokeAsync(context.RequestServices, arguments) as IResult
                ?? throw new InvalidOperationException($"HTTP function {function.Name} returned null. Return Results.NoContent() for an empty answer.");
            await result.ExecuteAsync(context);
        };

    /// <summary>Tells a function's own answer from one that routing made.</summary>
    internal sealed record Marker;
}
