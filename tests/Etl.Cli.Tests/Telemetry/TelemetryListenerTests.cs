using System.Diagnostics;
using System.Diagnostics.Metrics;
using Etl.Cli.Telemetry;
using Etl.Cli.Tests.Support;
using Shop;

namespace Etl.Cli.Tests.Telemetry;

/// <summary>What an export hears that knows no OpenTelemetry.</summary>
public sealed class TelemetryListenerTests
{
    private readonly RecordingSink _sink = new();

    [Fact]
    public async Task RunOfAPipeline_IsHeardAsASpanAndMeasurements()
    {
        using var store = new TempStore();
        var orders = store.File("orders.csv", "key;2;1.50\nbell;1;4.25\n");
        string runId;
        using (new TelemetryListener(_sink))
        {
            runId = (await CommandLine.RunAsync(ShopPipelines.Catalog, "run", "sales", "--json", "--store", store.Path, "--model", $"Orders.Portugal.path={orders}", "--model", $"Orders.Spain.path={orders}")).ShouldExitWith(0).Json().GetProperty("runId").GetString()!;
        }

        var spans = _sink.Spans.Where(span => Equals(span.GetTagItem("etl.run.id"), runId)).ToList();
        var root = Assert.Single(spans, span => span.ParentSpanId == default);
        Assert.True(spans.Count > 1);
        Assert.All(spans.Where(span => span != root), task => Assert.Equal((root.TraceId, root.SpanId), (task.TraceId, task.ParentSpanId)));
        Assert.Superset(
            new HashSet<string> { "etl.runs.started", "etl.runs.ended", "etl.run.duration", "etl.task.duration", "etl.task.rows", "etl.task.bytes", "etl.task.queue_time", "etl.tasks.running" },
            _sink.Measurements.Select(measurement => measurement.Instrument).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void UpDownCounter_IsHeardAsItsValue_ForEachSetOfTags()
    {
        using var meter = new Meter("Etl");
        using var listener = new TelemetryListener(_sink);
        var running = meter.CreateUpDownCounter<long>("test.running");

        running.Add(1, Pipeline("a"));
        running.Add(1, Pipeline("b"));
        running.Add(1, Pipeline("a"));
        running.Add(-1, Pipeline("a"));
        running.Add(-1, Pipeline("a"));

        Assert.Equal([("a", 1), ("b", 1), ("a", 2), ("a", 1), ("a", 0)], Heard("test.running"));
    }

    [Fact]
    public void CounterAndHistogram_AreHeardAsTheyAreWritten()
    {
        using var meter = new Meter("Etl");
        using var listener = new TelemetryListener(_sink);

        var rows = meter.CreateCounter<long>("test.rows");
        rows.Add(5, Pipeline("a"));
        rows.Add(7, Pipeline("a"));
        meter.CreateHistogram<double>("test.duration").Record(0.25, Pipeline("a"));

        Assert.Equal([("a", 5), ("a", 7)], Heard("test.rows"));
        Assert.Equal([("a", 0.25)], Heard("test.duration"));
    }

    [Fact]
    public void OtherProducts_AreNotHeard()
    {
        using var meter = new Meter("EtlX");
        using var source = new ActivitySource("EtlX");
        using var listener = new TelemetryListener(_sink);

        meter.CreateCounter<long>("test.other").Add(1);

        Assert.Null(source.StartActivity("test.other"));
        Assert.Empty(Heard("test.other"));
    }

    [Fact]
    public void DisposedListener_HearsNothing()
    {
        using var meter = new Meter("Etl");
        var rows = meter.CreateCounter<long>("test.disposed");
        new TelemetryListener(_sink).Dispose();

        rows.Add(1, Pipeline("a"));

        Assert.Empty(Heard("test.disposed"));
    }

    private IEnumerable<(string? Pipeline, double Value)> Heard(string instrument) =>
        _sink.Measurements.Where(measurement => measurement.Instrument == instrument).Select(measurement => (measurement.Tag, measurement.Value));

    private static KeyValuePair<string, object?> Pipeline(string name) => new("etl.pipeline", name);
}
