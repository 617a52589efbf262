using System.Net;
using Etl.Functions.Http;
using Etl.Local.Hosting.Hub;
using Microsoft.AspNetCore.Http;

namespace Etl.Local.Hosting.Http;

/// <summary>
/// Keeps web pages away from a host that trusts whoever reaches it: a page can send requests to loopback, and by a name that it lets resolve to 127.0.0.1
/// it can read the answers too.
/// </summary>
internal sealed class RequestGuard(string? hubToken)
{
    private static readonly string[] OwnNames = ["127.0.0.1", "localhost", "[::1]"];

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Refuse(context) is var (status, detail))
        {
            return Problem.WriteAsync(context, (int)status, detail);
        }

        return next(context);
    }

    private (HttpStatusCode Status, string Detail)? Refuse(HttpContext context)
    {
        var request = context.Request;
        if (!IsOwnHost(request.Host, context.Connection.LocalPort))
        {
            return (HttpStatusCode.BadRequest,
                $"Host '{request.Host}' is not this host. Use 127.0.0.1:{context.Connection.LocalPort} or localhost:{context.Connection.LocalPort}.");
        }

        if (!IsRead(request.Method) && IsCrossOrigin(request))
        {
            return (HttpStatusCode.Forbidden, "A page of another origin may not change anything here.");
        }

        if (request.Headers.TryGetValue(HubToken.Header, out var token))
        {
            if (hubToken is null || !HubToken.Matches(hubToken, token.ToString()))
            {
                return (HttpStatusCode.Unauthorized,
                    $"The {HubToken.Header} header does not have this hub's token. The hub may have been restarted since the token was read.");
            }

            context.Items[Caller.TrustedItem] = true;
        }

        return null;
    }

    private static bool IsOwnHost(HostString host, int localPort)
        => OwnNames.Contains(host.Host, StringComparer.OrdinalIgnoreCase) && (host.Port ?? 80) == localPort;

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static bool IsCrossOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "cross-site" or "same-site")
        {
            return true;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
