using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Etl.Chaos.Faults;

/// <summary>Stands between a client and a blob service on this machine, hands requests on as they are, and does to them what its plan says.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);
    private static readonly string[] OfOneConnection = ["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Expect", "Content-Length"];

    private readonly WebApplication _app;
    private readonly Uri _service;
    private readonly FaultPlan _plan;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseProxy = false });

    private FaultProxy(WebApplication app, Uri service, FaultPlan plan)
    {
        _app = app;
        _service = service;
        _plan = plan;
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<FaultProxy> StartAsync(Uri service, FaultPlan plan)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var proxy = new FaultProxy(builder.Build(), service, plan);
        proxy._app.Run(proxy.HandleAsync);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var (fault, amount) = _plan.Next(context.Request);
        try
        {
            await HandleAsync(context, fault, amount);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The service is not there, or the client has gone: the other side sees a connection that breaks.
            context.Abort();
        }
    }

    private async Task HandleAsync(HttpContext context, Fault fault, double amount)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var content = body.ToArray();
        switch (fault)
        {
            case Fault.DropRequest:
                context.Abort();
                break;
            case Fault.CutRequest:
                await CutRequestAsync(context.Request, content, amount);
                context.Abort();
                break;
            case Fault.LoseAnswer:
                await ForwardAsync(context.Request, content);
                context.Abort();
                break;
            case Fault.CutAnswer:
                await AnswerAsync(context, await ForwardAsync(context.Request, content), cutAt: amount);
                break;
            case Fault.Delay:
                await Task.Delay(LongestDelay * amount, context.RequestAborted);
                await AnswerAsync(context, await ForwardAsync(context.Request, content));
                break;
            case Fault.Duplicate:
                await ForwardAsync(context.Request, content);
                await AnswerAsync(context, await ForwardAsync(context.Request, content));
                break;
            case Fault.InternalErrorAfterSuccess:
                await ForwardAsync(context.Request, content);
                await RefuseAsync(context, 500, "InternalError");
                break;
            case Fault.TooManyRequests:
                await RefuseAsync(context, 429, "TooManyRequests");
                break;
            case Fault.InternalError:
                await RefuseAsync(context, 500, "InternalError");
                break;
            case Fault.ServerBusy:
                await RefuseAsync(context, 503, "ServerBusy");
                break;
            case Fault.Conflict:
                await RefuseAsync(context, 409, "BlobAlreadyExists");
                break;
            case Fault.ConditionNotMet:
                await RefuseAsync(context, 412, "ConditionNotMet");
                break;
            default:
                await AnswerAsync(context, await ForwardAsync(context.Request, content));
                break;
        }
    }

    private async Task<Answer> ForwardAsync(HttpRequest request, byte[] content)
    {
        using var message = MessageOf(request, new ByteArrayContent(content));
        using var response = await _client.SendAsync(message, CancellationToken.None);
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => !OfOneConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase));
        return new Answer((int)response.StatusCode, [.. headers], response.Content.Headers.ContentLength, await response.Content.ReadAsByteArrayAsync());
    }

    private async Task CutRequestAsync(HttpRequest request, byte[] content, double amount)
    {
        using var message = MessageOf(request, new CutContent(content, (int)(content.Length * amount)));
        try
        {
            using var response = await _client.SendAsync(message, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // As it should be.
        }
    }

    private HttpRequestMessage MessageOf(HttpRequest request, HttpContent content)
    {
        // As it was sent: what is signed is not to be unescaped and escaped again.
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), _service.GetLeftPart(UriPartial.Authority) + target);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            message.Content = content;
        }

        foreach (var (name, value) in request.Headers.Where(header => !OfOneConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value.AsEnumerable()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
            }
        }

        return message;
    }

    private static async Task AnswerAsync(HttpContext context, Answer answer, double? cutAt = null)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, values) in answer.Headers)
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Response.ContentLength = answer.Status is 204 or 304 ? null : answer.ContentLength ?? answer.Body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var length = cutAt is { } share ? (int)(answer.Body.Length * share) : answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, length));
        if (cutAt is not null)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }

    private static async Task RefuseAsync(HttpContext context, int status, string code)
    {
        var body = Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>A fault of the campaign.</Message></Error>");
        await AnswerAsync(context, new Answer(status, [new("x-ms-error-code", [code]), new("Content-Type", ["application/xml"])], body.Length, body));
    }

    private sealed record Answer(int Status, IReadOnlyList<KeyValuePair<string, IEnumerable<string>>> Headers, long? ContentLength, byte[] Body);

    /// <summary>Announces more than it sends.</summary>
    private sealed class CutContent(byte[] content, int length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(content.AsMemory(0, length));
            await stream.FlushAsync();
            throw new IOException("The request is cut off here.");
        }

        protected override bool TryComputeLength(out long announced)
        {
            announced = content.Length;
            return true;
        }
    }
}
