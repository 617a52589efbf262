using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Etl.EndToEnd.Tests.Telemetry;

/// <summary>Takes what is exported over HTTP/protobuf, and reads it.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = [];

    private OtlpCollector(WebApplication app) => _app = app;

    /// <summary>Answers wait for it.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public int Requests => _received.Count;

    /// <summary>As it came.</summary>
    public IReadOnlyList<byte[]> Received => [.. _received.Select(request => request.Body)];

    /// <summary>ResourceSpans, ScopeSpans, Span.</summary>
    public IReadOnlyList<ProtoMessage> Spans => [.. Resources("/v1/traces").SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))];

    public IReadOnlyList<ProtoMessage> Metrics => [.. Resources("/v1/metrics").SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))];

    public IReadOnlyList<ProtoMessage> Logs => [.. Resources("/v1/logs").SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))];

    public IReadOnlySet<string> ServiceNames =>
        new[] { "/v1/traces", "/v1/metrics", "/v1/logs" }.SelectMany(Resources).Select(resource => resource.Messages(1).Single().Attributes(1)["service.name"]).ToHashSet(StringComparer.Ordinal);

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path.Value!, body.ToArray()));
        await Until.WaitAsync(context.RequestAborted);
    }

    private IEnumerable<ProtoMessage> Resources(string path) =>
        _received.Where(request => request.Path == path).SelectMany(request => new ProtoMessage(request.Body).Messages(1));
}
