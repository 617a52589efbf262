using Etl.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Ui;

/// <summary>One file of the dashboard, as an answer. It holds no data, and its policy lets the page reach nothing but this app.</summary>
internal sealed class UiFile(byte[] content, string contentType, string policy, string entityTag) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ContentSecurityPolicy = policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        if (EntityTag.IsKnown(httpContext, entityTag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = contentType;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, httpContext.RequestAborted);
    }
}
