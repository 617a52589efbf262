#if AZURE_SDK
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Etl.Cli.Telemetry;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility.Implementation;
using Microsoft.ApplicationInsights.Metrics;

namespace Etl.Cli.Worker.ApplicationInsights;

/// <summary>
/// Hands spans and measurements to Application Insights, whose classic client knows no activity sources and no meters: a run as a request, its
/// tasks as dependencies of it, under their own ids; measurements as metrics, which the client adds up to one item a minute for each series.
/// </summary>
internal sealed class ApplicationInsightsSink(TelemetryClient client) : ITelemetrySink
{
    private const string Namespace = "Etl";
    private const int MaxSeries = 20_000;
    private const int MaxValuesOfATag = 10_000;

    private static readonly MetricConfiguration Measurement = new(MaxSeries, MaxValuesOfATag, new MetricSeriesConfigurationForMeasurement(restrictToUInt32Values: false));

    public void Ended(Activity span)
    {
        OperationTelemetry item = span.ParentSpanId == default
            ? new RequestTelemetry { ResponseCode = span.Status.ToString() }
            : new DependencyTelemetry { Type = "InProc", ResultCode = span.Status.ToString() };
        item.Id = span.SpanId.ToHexString();
        item.Name = span.DisplayName;
        item.Timestamp = new DateTimeOffset(span.StartTimeUtc);
        item.Duration = span.Duration;
        item.Success = span.Status != ActivityStatusCode.Error;
        item.Context.Operation.Id = span.TraceId.ToHexString();
        item.Context.Operation.ParentId = span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString();
        if (span.StatusDescription is { } description)
        {
            item.Properties["error"] = description;
        }

        foreach (var (name, value) in span.TagObjects)
        {
            item.Properties[name] = value is string[] several ? string.Join(", ", several) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
        }

        Track(item);
    }

    public void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new string[tags.Length];
        var values = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            names[i] = tags[i].Key;
            values[i] = tags[i].Value?.ToString() is { Length: > 0 } text ? text : "-";
        }

        var metric = client.GetMetric(new MetricIdentifier(Namespace, instrument.Name, names), Measurement);
        if (metric.TryGetDataSeries(out var series, createIfNotExists: true, values))
        {
            series.TrackValue(value);
        }
        else
        {
            // Too many series: the total stays right.
            metric.TrackValue(value);
        }
    }

    // The client would make the span that has just ended the parent of its own item.
    private void Track(OperationTelemetry item)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            client.Track(item);
        }
        finally
        {
            Activity.Current = current;
        }
    }
}
#endif
