using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Etl.Functions.Telemetry;

namespace Etl.Cli.Telemetry;

/// <summary>Hears every span and measurement of this product until it is disposed, for exports that know no OpenTelemetry.</summary>
internal sealed class TelemetryListener : IDisposable
{
    private readonly ITelemetrySink _sink;
    private readonly ActivityListener _spans;
    private readonly MeterListener _measurements = new();
    private readonly ConcurrentDictionary<string, double> _upDownValues = new(StringComparer.Ordinal);

    public TelemetryListener(ITelemetrySink sink)
    {
        _sink = sink;
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EtlTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = sink.Ended,
        };
        ActivitySource.AddActivityListener(_spans);

        _measurements.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EtlTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _measurements.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _measurements.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _measurements.Start();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _measurements.Dispose();
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument is UpDownCounter<long>)
        {
            value = _upDownValues.AddOrUpdate(KeyOf(instrument, tags), static (_, added) => added, static (_, current, added) => current + added, value);
        }

        _sink.Measured(instrument, value, tags);
    }

    private static string KeyOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = instrument.Name;
        foreach (var tag in tags)
        {
            key = $"{key}\n{tag.Value}";
        }

        return key;
    }
}
