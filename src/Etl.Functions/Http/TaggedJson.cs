using System.Security.Cryptography;
using System.Text.Json;
using Etl.Core.Registry;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>A document in the registry's dialect with a tag of its bytes: who asks with <c>If-None-Match</c> gets 304 while nothing has changed.</summary>
internal sealed class TaggedJson<T>(T document) : IResult
{
    private const int TagBytes = 16;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(document, RegistryJson.Options);
        var response = httpContext.Response;
        response.Headers.CacheControl = "private, no-cache";
        if (EntityTag.IsKnown(httpContext, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, TagBytes))}\""))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, httpContext.RequestAborted);
    }
}
