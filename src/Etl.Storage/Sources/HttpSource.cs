using System.Net;
using Etl.Core.Tasks;

namespace Etl.Storage.Sources;

/// <summary>Data on web servers, over TLS only. Redirects are followed on the same host, if they stay where the run may read.</summary>
internal sealed class HttpSource(HttpMessageHandler handler, TimeSpan responseTimeout) : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // Unbounded; DecompressedStream is not.
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>Asks for a source, and follows it where it has moved to.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="ensureAllowed">Throws for an address that it must not be redirected to.</param>
    /// <param name="method">GET, or HEAD for a source whose content is not wanted.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    public async Task<OpenedSource> OpenAsync(SourceLocation location, Action<Uri> ensureAllowed, HttpMethod method, CancellationToken cancellationToken)
    {
        var address = location.Address!;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var response = await SendAsync(location, address, method, cancellationToken);
            if (Redirection(location, response, address) is not { } next)
            {
                return await ReadAsync(location, address, response, cancellationToken);
            }

            response.Dispose();
            if (next.Scheme != address.Scheme || next.IdnHost != address.IdnHost || next.Port != address.Port || next.UserInfo.Length > 0)
            {
                throw new SourceException($"Source '{location.Given}' redirects to another place ('{next.Scheme}://{next.IdnHost}'), which is not followed. If that is where the data is, give its address.");
            }

            ensureAllowed(next);
            address = next;
        }

        throw new SourceException($"Source '{location.Given}' redirects more than {MaxRedirects} times.");
    }

    public void Dispose() => _http.Dispose();

    private static Uri? Redirection(SourceLocation location, HttpResponseMessage response, Uri address)
    {
        var target = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            ? response.Headers.Location
            : null;
        return target is null ? null
            : Uri.TryCreate(address, target, out var next) && (next.IsFile || SourceLocation.HasHost(next)) ? next
            : throw new SourceException($"Source '{location.Given}' redirects to what is no address.");
    }

    private static async Task<OpenedSource> ReadAsync(SourceLocation location, Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.OK)
        {
            // Disposing the stream frees the connection; there is nothing else to the response.
            var version = response.Headers.ETag?.ToString() ?? response.Content.Headers.LastModified?.ToString("O");
            var content = DecompressedStream.Create(location.Given, response.Content.Headers.ContentEncoding, await response.Content.ReadAsStreamAsync(cancellationToken));
            if (version is not null && address != location.Address)
            {
                // What was asked for is asked again when the source is compared, and may lead elsewhere then.
                version = $"{version} at {SourceLocation.Display(address)}";
            }

            return new OpenedSource(content, new SourceReading(location.Given, version));
        }

        using (response)
        {
            throw Explain(location, response);
        }
    }

    private static Exception Explain(SourceLocation location, HttpResponseMessage response)
    {
        var answer = $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new SourceException($"Source '{location.Given}' does not exist (the server answered {answer})."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new SourceException($"Source '{location.Given}' can't be read: the server allows it only to those who log in (it answered {answer})."),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new SourceUnavailableException($"Source '{location.Given}' can't be read now: the server answered {answer}. Try again later."),
            _ => new SourceException($"Source '{location.Given}' can't be read: the server answered {answer} instead of the data."),
        };
    }

    private async Task<HttpResponseMessage> SendAsync(SourceLocation location, Uri address, HttpMethod method, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(responseTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.AcceptEncoding.ParseAdd(DecompressedStream.Accepted);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (HttpRequestException exception)
        {
            throw new SourceUnavailableException($"Source '{location.Given}' can't be reached: {exception.GetBaseException().Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceUnavailableException($"Source '{location.Given}' can't be read now: the server did not answer within {responseTimeout.TotalSeconds} s.", exception);
        }
    }
}
