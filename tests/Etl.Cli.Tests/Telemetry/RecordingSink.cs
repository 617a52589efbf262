using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Etl.Cli.Telemetry;

namespace Etl.Cli.Tests.Telemetry;

/// <summary>Keeps what it is given; of the tags of a measurement the first.</summary>
internal sealed class RecordingSink : ITelemetrySink
{
    public ConcurrentQueue<Activity> Spans { get; } = [];

    public ConcurrentQueue<(string Instrument, string? Tag, double Value)> Measurements { get; } = [];

    public void Ended(Activity span) => Spans.Enqueue(span);

    public void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measurements.Enqueue((instrument.Name, tags.Length > 0 ? tags[0].Value as string : null, value));
}
