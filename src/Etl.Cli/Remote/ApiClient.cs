using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Functions.Runs;

namespace Etl.Cli.Remote;

/// <summary>Sends requests to an app, with its key, and turns its refusals into the errors of the commands.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaxTries = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private readonly HttpClient _client;

    public ApiClient(RemoteApp app)
    {
        // A redirect would take the key elsewhere.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = app.Api };
        if (app.Key is { Length: > 0 } key && !_client.DefaultRequestHeaders.TryAddWithoutValidation("x-functions-key", key))
        {
            throw new CliException(ExitCode.Invalid, "invalid-arguments", "The key (--key or Etl__Key) has characters that a function key can't have.");
        }
    }

    public Uri Api => _client.BaseAddress!;

    /// <summary>The document at a path.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(path, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>The answer to a reading request, which is repeated while the app can't be reached or has a bad moment.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                if (attempt == MaxTries || !IsTransient(response))
                {
                    throw await RefusalAsync(path, response, cancellationToken);
                }

                response.Dispose();
            }
            catch (HttpRequestException exception) when (attempt == MaxTries || exception.InnerException is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.HostNotFound or System.Net.Sockets.SocketError.ConnectionRefused })
            {
                throw Unreachable(exception);
            }
            catch (HttpRequestException)
            {
                // Tried again.
            }

            await Task.Delay(FirstPause * attempt, CommandContext.Time, cancellationToken);
        }
    }

    /// <summary>A request that changes something; sent once.</summary>
    public async Task<T> PostAsync<T>(string path, object? body, string? idempotencyKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, options: RegistryJson.Options) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? await ReadAsync<T>(response, cancellationToken) : throw await RefusalAsync(path, response, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(exception);
        }
    }

    /// <summary>The document that an answer has.</summary>
    public async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(RegistryJson.Options, cancellationToken) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCode.Failed, "unexpected-answer", $"What {Api.GetLeftPart(UriPartial.Authority)} answers is not what this version of etl understands: {exception.Message} Is it the address of an ETL app?");
        }
    }

    public void Dispose() => _client.Dispose();

    // A Functions host that starts its worker again answers 500 and nothing else; a refusal of the app says why.
    private static bool IsTransient(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
        HttpStatusCode.InternalServerError => response.Content.Headers.ContentType is null,
        _ => false,
    };

    private CliException Unreachable(HttpRequestException exception) =>
        new(ExitCode.Invalid, "unreachable", $"The app at {Api.GetLeftPart(UriPartial.Authority)} does not answer: {exception.Message}");

    private async Task<CliException> RefusalAsync(string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                return new CliException(ExitCode.Invalid, "refused", $"The app at {Api.GetLeftPart(UriPartial.Authority)} wants a function key{(_client.DefaultRequestHeaders.Contains("x-functions-key") ? ", and not the one that was given" : "")}. Give it with --key, or better with Etl__Key.");
            }

            var code = response.StatusCode switch
            {
                HttpStatusCode.NotFound when path.StartsWith("pipelines", StringComparison.Ordinal) => "unknown-pipeline",
                HttpStatusCode.NotFound when path.StartsWith("models", StringComparison.Ordinal) => "unknown-model",
                HttpStatusCode.NotFound when path.StartsWith("backfills", StringComparison.Ordinal) => "unknown-backfill",
                HttpStatusCode.NotFound => "unknown-run",
                HttpStatusCode.Conflict => "conflict",
                HttpStatusCode.UnprocessableEntity => "invalid-run",
                _ => "refused",
            };
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            try
            {
                if (JsonSerializer.Deserialize<Refusal>(text, RegistryJson.Options) is { Detail: { Length: > 0 } detail } problem)
                {
                    return new CliException(ExitCode.Invalid, code, detail, problem.Problems);
                }
            }
            catch (JsonException)
            {
                // Not an answer of the functions.
            }

            return new CliException(ExitCode.Invalid, code == "unknown-run" ? "refused" : code, $"The app at {Api} answered {(int)response.StatusCode} {response.ReasonPhrase}. Is it the address of an ETL app?");
        }
    }

    private sealed record Refusal(string? Detail = null, IReadOnlyList<RunProblem>? Problems = null);
}
