#if AZURE_SDK
using Etl.Cli.Telemetry;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.WorkerService;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Etl.Cli.Worker.ApplicationInsights;

/// <summary>Sends logs, spans and metrics of the worker to Application Insights, if its connection string is set. The platform's telemetry packages are called in this folder only.</summary>
internal sealed class ApplicationInsightsExport : IAsyncDisposable
{
    private const string ConnectionStringVariable = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string LoggerProvider = "Microsoft.Extensions.Logging.ApplicationInsights.ApplicationInsightsLoggerProvider";
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(3);

    private readonly TelemetryClient _client;
    private readonly TelemetryListener _listener;

    public ApplicationInsightsExport(TelemetryClient client)
    {
        _client = client;

        // The first metric starts the client's clock. Started by a function, it would send all metrics as parts of that one call.
        client.GetMetric("etl");
        _listener = new TelemetryListener(new ApplicationInsightsSink(client));
    }

    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[ConnectionStringVariable] is not { Length: > 0 })
        {
            return;
        }

        // The alerts read every event, so nothing is sampled.
        services.AddApplicationInsightsTelemetryWorkerService(options => options.EnableAdaptiveSampling = false);
        services.AddApplicationInsightsTelemetryProcessor<StoreCallFilter>();
        services.ConfigureFunctionsApplicationInsights();
        services.Configure<LoggerFilterOptions>(TakeEventsOfLevelInformation);
        services.AddSingleton<ApplicationInsightsExport>();
    }

    /// <summary>Begins to listen, if it was added. It ends with the host.</summary>
    public static void Start(IHost host) => host.Services.GetService<ApplicationInsightsExport>();

    /// <summary>Sends what has not been sent, but no longer than three seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        using var timeout = new CancellationTokenSource(FlushTimeout);
        try
        {
            await _client.FlushAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // The process ends without it.
        }
    }

    /// <summary>Application Insights adds a rule that drops what is below Warning. The alerts read the runs' starts and ends and the tick, which are Information.</summary>
    private static void TakeEventsOfLevelInformation(LoggerFilterOptions options)
    {
        foreach (var rule in options.Rules.Where(rule => rule.ProviderName == LoggerProvider).ToList())
        {
            options.Rules.Remove(rule);
        }
    }
}
#endif
