using System.Reflection;
using Etl.Local.Engine;
using Etl.Local.Functions;
using Etl.Local.Hosting.Http;
using Etl.Local.Hosting.Hub;
using Etl.Local.Hosting.Timers;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Hosting;

/// <summary>
/// Runs an app's functions in this process: orchestrations and activities on a hub, HTTP functions on 127.0.0.1, and timers if asked to.
/// Instances that an earlier process left stay as they are until one of the resume methods is called. Thread-safe.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    internal const string DatabaseFileName = "hub.db";

    private readonly LocalHostOptions _options;
    private readonly HubLease _lease;
    private readonly LocalHttpServer _server;
    private readonly DurableEngine _engine;
    private readonly TimerService? _timers;
    private int _stopped;

    private LocalHost(LocalHostOptions options, HubLease lease, LocalHttpServer server, DurableEngine engine, TimerService? timers)
    {
        _options = options;
        _lease = lease;
        _server = server;
        _engine = engine;
        _timers = timers;
    }

    /// <summary>With the port that was opened; without the prefix <c>api</c>.</summary>
    public Uri Uri => _server.Uri;

    /// <summary>The functions' services; make a scope for those that are scoped.</summary>
    public IServiceProvider Services => _server.Services;

    /// <summary>Disposing it does nothing; it ends with the host.</summary>
    public DurableTaskClient Client => _engine.Client;

    /// <summary>
    /// Completes, with the reason, when nothing is run any more because the hub could not be read or written. Requests are still answered, the lease is still held: end the host,
    /// and start another one. Never completes otherwise.
    /// </summary>
    public Task<Exception> Broken => _engine.Broken;

    /// <summary>Requests are answered, and other processes can find this one, when this returns.</summary>
    /// <param name="lease">Belongs to the host from now on, also when this throws: it is given back when the host ends.</param>
    /// <exception cref="FunctionDiscoveryException">Functions, or the schedules of timers, can't be run.</exception>
    /// <exception cref="HubException">The hub's database can't be used.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalHost> StartAsync(HubLease lease, LocalHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(options);
        LocalHttpServer? server = null;
        DurableEngine? engine = null;
        TimerService? timers = null;
        try
        {
            var catalog = Discover(options);
            DurableTaskClient Client() => engine?.Client ?? throw new InvalidOperationException("The durable engine has not started yet.");
            server = LocalHttpServer.Create(catalog, ServerOptions(options, lease.Token), Client);
            engine = await DurableEngine.OpenAsync(
                Path.Combine(lease.HubFolder, DatabaseFileName),
                new FunctionInvoker(catalog, server.Services, Client),
                options.Engine,
                options.Time,
                options.Loggers,
                cancellationToken);
            await server.StartAsync(cancellationToken);
            if (options.RunTimers)
            {
                timers = TimerService.Start(
                    catalog,
                    server.Services,
                    Client,
                    server.Services.GetRequiredService<IConfiguration>(),
                    options.DefaultTimerSettings,
                    lease.HubFolder,
                    options.Time,
                    options.Loggers);
            }

            var host = new LocalHost(options, lease, server, engine, timers);
            host.Announce([]);
            return host;
        }
        catch
        {
            await DisposePartsAsync(timers, engine, server, lease);
            throw;
        }
    }

    /// <summary>
    /// Loads the code that a host starts with and the types that its functions exchange, so that <see cref="StartAsync"/> and the first calls are faster. For another thread
    /// than the one that will start the host and has something to do before. Nothing is opened or written.
    /// </summary>
    /// <param name="functionAssemblies">Where the functions are.</param>
    /// <exception cref="FunctionDiscoveryException">Functions can't be run.</exception>
    public static async Task PreloadAsync(IReadOnlyCollection<Assembly> functionAssemblies)
    {
        var options = new LocalHostOptions { FunctionAssemblies = functionAssemblies };
        var catalog = Discover(options);
        await using (LocalHttpServer.Create(catalog, ServerOptions(options, hubToken: ""), () => throw new InvalidOperationException("Nothing is served.")))
        {
            DurableEngine.Preload();
        }

        foreach (var type in catalog.DataTypes)
        {
            FunctionJson.Options.GetTypeInfo(type);
        }
    }

    /// <summary>Tells other processes which runs this one was started for.</summary>
    public void Announce(IReadOnlyList<string> runIds) => _lease.Announce(Uri.Port, _options.Mode, runIds);

    /// <summary>Goes on with every instance that has not ended. Returns their ids, oldest first; they run from then on.</summary>
    public Task<IReadOnlyList<string>> ResumeAllAsync(CancellationToken cancellationToken = default) => _engine.ResumeAllAsync(cancellationToken);

    /// <summary>Goes on with one instance and its sub-orchestrations. Returns the ids of those that had not ended.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public Task<IReadOnlyList<string>> ResumeAsync(string instanceId, CancellationToken cancellationToken = default)
        => _engine.ResumeAsync(instanceId, cancellationToken);

    /// <summary>Takes no more requests; those that run are answered first, if that takes no longer than the drain timeout. What they have started goes on.</summary>
    public async Task StopListeningAsync()
    {
        using var giveUp = new CancellationTokenSource(_options.DrainTimeout, _options.Time);
        await _server.StopAsync(giveUp.Token);
    }

    /// <summary>Starts nothing new, waits for activities, timer functions and requests that run, but no longer than the drain timeout, and ends the host.</summary>
    public ValueTask DisposeAsync() => new(StopAsync(_options.DrainTimeout));

    /// <summary>As <see cref="DisposeAsync"/>, with a bound of its own; zero cuts everything short. The first call decides, later ones return at once.</summary>
    public async Task StopAsync(TimeSpan drainTimeout)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        using var giveUp = new CancellationTokenSource(drainTimeout, _options.Time);
        try
        {
            // Requests are still answered meanwhile, so that who watches a run sees how it ends.
            await Task.WhenAll(_engine.DrainAsync(drainTimeout), _timers?.StopAsync(giveUp.Token) ?? Task.CompletedTask);
            await _server.StopAsync(giveUp.Token);
        }
        catch (Exception e)
        {
            _options.Loggers.CreateLogger<LocalHost>().LogError(e, "The host did not end in order. What it ran goes on after a resume");
        }
        finally
        {
            await DisposePartsAsync(_timers, _engine, _server, _lease);
        }
    }

    private static FunctionCatalog Discover(LocalHostOptions options) =>
        options.FunctionTypes is { } types ? FunctionCatalog.Discover(types) : FunctionCatalog.Discover(options.FunctionAssemblies);

    private static LocalHttpServerOptions ServerOptions(LocalHostOptions options, string hubToken) => new()
    {
        Port = options.Port,
        HubToken = hubToken,
        MaxRequestBodyBytes = options.MaxRequestBodyBytes,
        Configuration = options.Configuration,
        ConfigureServices = options.ConfigureServices,
        Loggers = options.Loggers,
    };

    // The lease goes last: who gets it next finds a database that nobody writes any more.
    private static async Task DisposePartsAsync(TimerService? timers, DurableEngine? engine, LocalHttpServer? server, HubLease lease)
    {
        using (lease)
        {
            foreach (var part in new IAsyncDisposable?[] { timers, engine, server })
            {
                if (part is not null)
                {
                    await part.DisposeAsync();
                }
            }
        }
    }
}
