using System.Net;
using System.Net.Sockets;
using Etl.Local.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Hosting.Http;

/// <summary>Serves the HTTP functions on 127.0.0.1, and owns the services of all functions, as one container does on the Functions worker.</summary>
internal sealed class LocalHttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly int _port;
    private Task? _stopping;

    private LocalHttpServer(WebApplication app, int port)
    {
        _app = app;
        _port = port;
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Set when started.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>Does not listen yet.</summary>
    public static LocalHttpServer Create(FunctionCatalog catalog, LocalHttpServerOptions options, Func<DurableTaskClient> client)
    {
        // Empty: no settings file, environment variable or console logger has a say that the caller did not ask for.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        if (options.Configuration is { } configuration)
        {
            builder.Configuration.AddConfiguration(configuration);
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddLogging();
        builder.Services.AddRouting();
        options.ConfigureServices?.Invoke(builder.Services);
        builder.Services.AddSingleton(options.Loggers);
        builder.Services.AddSingleton<IHostLifetime, CallerOwnedLifetime>();

        var app = builder.Build();
        var errors = new RequestErrors(options.Loggers.CreateLogger<LocalHttpServer>(), options.MaxRequestBodyBytes);
        var guard = new RequestGuard(options.HubToken);
        app.Use(errors.InvokeAsync);
        app.Use(guard.InvokeAsync);
        app.UseRouting();
        FunctionEndpoints.Map(app, catalog, client);
        return new(app, options.Port);
    }

    /// <summary>Answers requests when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
            Uri = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"Port {_port} of 127.0.0.1 can't be opened: {e.Message} Give another port, or 0 for any free one.", e);
        }
    }

    /// <summary>Takes no more requests, and waits for those that run until they end or the token is cancelled. The first call decides.</summary>
    public Task StopAsync(CancellationToken giveUp) => _stopping ??= _app.StopAsync(giveUp);

    /// <summary>Disposes the functions' services.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
