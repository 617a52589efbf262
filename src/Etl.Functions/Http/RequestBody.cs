using System.Text.Json;
using Etl.Core.Text;
using Etl.Functions.Runs;
using Microsoft.AspNetCore.Http;

namespace Etl.Functions.Http;

/// <summary>Reads JSON bodies. On the real host an exception while reading would become a bare 500, so every defect is an answer of ours.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 1024 * 1024;
    private const int MaxDrained = 16 * MaxBytes;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The document, or null and the answer to give. An empty body is an empty object.</summary>
    public static async Task<(JsonDocument? Document, IResult? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return (null, await TooLargeAsync(request, cancellationToken));
        }

        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > MaxBytes)
            {
                return (null, await TooLargeAsync(request, cancellationToken));
            }

            content.Write(buffer, 0, read);
        }

        if (content.Length == 0)
        {
            return (JsonDocument.Parse("{}"), null);
        }

        if (!request.HasJsonContentType())
        {
            return (null, Responses.Problem(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"The body has content type '{request.ContentType}'. Send JSON, with the header Content-Type: application/json."));
        }

        try
        {
            var document = JsonDocument.Parse(content.GetBuffer().AsMemory(0, (int)content.Length), Strict);
            JsonTexts.EnsureUnicode(document.RootElement);
            return (document, null);
        }
        // Looking for names that come twice, the parser throws the second at a name that is not Unicode.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, Responses.Problem(StatusCodes.Status400BadRequest, "Not JSON", $"The body is not JSON: {exception.Message}"));
        }
    }

    /// <summary>The answer to a request that should have no body, or an empty object, and has another; null when all is well.</summary>
    public static async Task<IResult?> RefuseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (document, refusal) = await ReadAsync(request, cancellationToken);
        if (document is null)
        {
            return refusal;
        }

        using (document)
        {
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? Responses.Invalid("The request has a problem.", [new RunProblem("invalid-body", "The body must be empty, or an empty JSON object.")])
                : document.RootElement.EnumerateObject().Select(field => new RunProblem("unknown-field", $"The body has no field '{field.Name}'. It has none.")).ToList() is { Count: > 0 } problems
                    ? Responses.Invalid($"The request has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}.", problems)
                    : null;
        }
    }

    private static async Task<IResult> TooLargeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A client that is still sending would not read the answer; one that waits for the host's word before it sends gets it at once.
        var buffer = new byte[64 * 1024];
        var drained = 0;
        int read;
        while (request.Headers.Expect.Count == 0 && drained < MaxDrained && (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            drained += read;
        }

        return Responses.Problem(StatusCodes.Status413PayloadTooLarge, "Too large", $"The body is larger than {MaxBytes} bytes. Data is read from sources by the tasks; a request only names them.");
    }
}
