using Microsoft.AspNetCore.Http;

namespace Etl.Local.Hosting.Http;

/// <summary>Errors of the host itself, as RFC 9457 problem details.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, string detail)
        => Results.Problem(detail, statusCode: status).ExecuteAsync(context);
}
