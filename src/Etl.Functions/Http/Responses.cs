using System.Globalization;
using Etl.Core.Registry;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>The forms of all answers: JSON documents in the registry's dialect, and problem details (RFC 9457) that list every problem.</summary>
internal static class Responses
{
    private static readonly TimeSpan PollAfter = TimeSpan.FromSeconds(1);

    public static IResult Json<T>(T document) => new TaggedJson<T>(document);

    public static IResult Accepted(HttpRequest request, string runId)
    {
        var location = LocationOf(request, "runs", runId);
        return Accepted(request, location, new AcceptedRun(runId, location));
    }

    public static IResult AcceptedBackfill(HttpRequest request, string id)
    {
        var location = LocationOf(request, "backfills", id);
        return Accepted(request, location, new AcceptedBackfill(id, location));
    }

    /// <summary>A file that tasks have written: nothing in it can act for the user who looks at it.</summary>
    public static IResult File(HttpRequest request, Stream content, string mediaType)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
        headers.XContentTypeOptions = "nosniff";
        return Results.Stream(content, mediaType);
    }

    /// <summary>The registry's promise is broken, which is nobody's fault who asked.</summary>
    public static IResult Damaged(string message) => Problem(StatusCodes.Status500InternalServerError, "Damaged data", message);

    public static IResult NotFound(string message) => Problem(StatusCodes.Status404NotFound, "Not found", message);

    public static IResult Conflict(string message) => Problem(StatusCodes.Status409Conflict, "Conflict", message);

    public static IResult Invalid(string detail, IReadOnlyList<RunProblem> problems) => Results.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The request can't be carried out",
        detail: detail,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["problems"] = problems.Select(problem => new Dictionary<string, string>(StringComparer.Ordinal) { ["code"] = problem.Code, ["message"] = problem.Message }).ToList(),
        });

    public static IResult Problem(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);

    private static IResult Accepted<T>(HttpRequest request, string location, T document)
    {
        request.HttpContext.Response.Headers.RetryAfter = ((int)PollAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        request.HttpContext.Response.Headers.Location = location;
        return Results.Json(document, RegistryJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// Beside the request's own path, so that it holds under any route prefix and behind a proxy that keeps paths. All paths that something is started or stopped by,
    /// such as <c>pipelines/{pipeline}/runs</c> and <c>runs/{runId}/cancel</c>, are three segments.
    /// </summary>
    private static string LocationOf(HttpRequest request, string collection, string id)
    {
        var segments = $"{request.PathBase}{request.Path}".TrimEnd('/').Split('/');
        return string.Join('/', [.. segments[..^3], collection, id]);
    }
}
