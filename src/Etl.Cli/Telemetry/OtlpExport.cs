using Etl.Functions;
using Etl.Functions.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Etl.Cli.Telemetry;

/// <summary>
/// Sends traces, metrics and logs of this process to an OpenTelemetry collector, if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. The other
/// <c>OTEL_</c> variables mean what they mean everywhere. A collector that can't be reached loses what it would have got, and nothing else.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TimeoutVariable = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private const int RequestTimeoutMs = 2_000;
    private const int FlushTimeoutMs = 3_000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly ResourceBuilder _resource;
    private readonly bool _hasOwnTimeout;
    private ILoggerFactory? _loggers;

    private OtlpExport(string serviceName, bool hasOwnTimeout)
    {
        _hasOwnTimeout = hasOwnTimeout;
        _resource = ResourceBuilder.CreateDefault().AddService(serviceName);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(_resource).AddSource(EtlTelemetry.Name).AddOtlpExporter(Configure).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(_resource).AddMeter(EtlTelemetry.Name).AddOtlpExporter((exporter, _) => Configure(exporter)).Build();
    }

    /// <summary>Null when no collector is named.</summary>
    /// <exception cref="InvalidConfigurationException">Its address is not one.</exception>
    public static OtlpExport? Start(IConfiguration configuration)
    {
        if (configuration[EndpointVariable] is not { Length: > 0 } endpoint)
        {
            return null;
        }

        return Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new OtlpExport(configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "etl", configuration[TimeoutVariable] is { Length: > 0 })
            : throw new InvalidConfigurationException([$"Setting '{EndpointVariable}' is not the address of a collector, such as http://localhost:4317."]);
    }

    /// <summary>Loggers that write to the collector and to what is added. They end with the export.</summary>
    public ILoggerFactory CreateLoggers(Action<ILoggingBuilder> addOthers) => _loggers = LoggerFactory.Create(logging =>
    {
        addOthers(logging);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        AddTo(logging);
    });

    /// <summary>Sends what is logged to the collector. It ends with the loggers.</summary>
    public void AddTo(ILoggingBuilder logging) => logging.AddOpenTelemetry(options =>
    {
        options.IncludeScopes = true;
        options.IncludeFormattedMessage = true;
        options.SetResourceBuilder(_resource);
        options.AddOtlpExporter((exporter, _) => Configure(exporter));
    });

    /// <summary>Sends what has not been sent, but no longer than three seconds: a process that ends does not wait for a collector that is down.</summary>
    public async ValueTask DisposeAsync()
    {
        // On the pool, because these wait for their threads; what does not end in time is cut off by the end of the process.
        var flushed = Task.WhenAll(
            Task.Run(() => _traces.Shutdown(FlushTimeoutMs)),
            Task.Run(() => _metrics.Shutdown(FlushTimeoutMs)),
            Task.Run(() => _loggers?.Dispose()));
        await Task.WhenAny(flushed, Task.Delay(FlushTimeoutMs));
    }

    private void Configure(OtlpExporterOptions options)
    {
        if (!_hasOwnTimeout)
        {
            options.TimeoutMilliseconds = RequestTimeoutMs;
        }
    }
}
