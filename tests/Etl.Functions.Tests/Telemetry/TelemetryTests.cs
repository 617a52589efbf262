using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Telemetry;
using Etl.Functions.Tests.Support;

namespace Etl.Functions.Tests.Telemetry;

public sealed class TelemetryTests : IDisposable
{
    private readonly string _pipeline = $"p{Guid.NewGuid():N}"[..20];
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentQueue<(string Name, double Value, string? Status)> _measured = [];
    private readonly ActivityListener _listener;
    private readonly MeterListener _meters = new();
    private readonly Bench _bench;
    private bool _fails;

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Etl",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("etl.pipeline"), _pipeline))
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Etl")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meters.Start();
        _bench = new Bench(new Pipeline(_pipeline, [Numbers.Task("A", (_, _) => _fails ? throw new InvalidOperationException("No such hotel.") : Task.CompletedTask), Numbers.Sum("B")]));
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task Run_IsOneTrace_WhoseRootIsTheParentOfEveryAttempt()
    {
        _fails = true;
        var claim = await _bench.ClaimAsync(_pipeline);
        await _bench.RunTaskAsync(claim, "A");
        _fails = false;
        await _bench.RunTaskAsync(claim, "A", attempt: 2);
        await _bench.RunTaskAsync(claim, "B");
        _bench.Time.Advance(TimeSpan.FromMinutes(7));
        await _bench.FinishAsync(claim, RunEndingKind.Publish);

        var expected = RunTrace.RootOf(claim.Job.RunId);
        var root = Assert.Single(_spans, span => span.ParentSpanId == default);
        Assert.Equal((expected.TraceId, expected.SpanId, claim.Job.StartedAt.UtcDateTime, TimeSpan.FromMinutes(7)), (root.TraceId, root.SpanId, root.StartTimeUtc, root.Duration));
        Assert.Equal($"run {_pipeline}", root.DisplayName);
        var attempts = _spans.Where(span => span != root).ToList();
        Assert.All(attempts, span => Assert.Equal((expected.TraceId, expected.SpanId), (span.TraceId, span.ParentSpanId)));
        Assert.Equal([("A", 1, "Failed"), ("A", 2, "Succeeded"), ("B", 1, "Succeeded")], attempts.Select(span => ((string)span.GetTagItem("etl.task")!, (int)span.GetTagItem("etl.attempt")!, (string)span.GetTagItem("etl.status")!)));
        Assert.Equal((ActivityStatusCode.Error, "No such hotel."), (attempts[0].Status, attempts[0].StatusDescription));
        Assert.Equal((1L, "Numbers.B"), (attempts[2].GetTagItem("etl.rows"), Assert.Single((string[])attempts[2].GetTagItem("etl.models")!)));
    }

    [Fact]
    public async Task Run_IsOneTrace_WhenTheHostHasASpanForEachFunction()
    {
        var claim = await _bench.ClaimAsync(_pipeline);
        using var invocation = new Activity("Invoke").Start();
        await _bench.RunTaskAsync(claim, "A");
        await _bench.RunTaskAsync(claim, "B");
        await _bench.FinishAsync(claim, RunEndingKind.Publish);

        var expected = RunTrace.RootOf(claim.Job.RunId);
        Assert.Same(invocation, Activity.Current);
        Assert.Equal([expected.SpanId, expected.SpanId, default], _spans.Select(span => span.ParentSpanId));
        Assert.All(_spans, span => Assert.Equal(expected.TraceId, span.TraceId));
    }

    [Fact]
    public async Task EndThatIsDeliveredAgain_WritesNoSecondRoot()
    {
        var claim = await _bench.RunAllTasksAsync(_pipeline, new DateOnly(2026, 11, 21));

        await _bench.FinishAsync(claim, RunEndingKind.Publish);
        await _bench.FinishAsync(claim, RunEndingKind.Publish);
        await _bench.RunTaskAsync(claim, "A");

        Assert.Equal(3, _spans.Count);
        Assert.Equal(1, _measured.Count(value => value.Name == "etl.runs.ended"));
    }

    [Fact]
    public async Task Metrics_CountRunsAttemptsRowsAndWaits()
    {
        _fails = true;
        var claim = await _bench.ClaimAsync(_pipeline);
        await _bench.RunTaskAsync(claim, "A");
        _fails = false;
        await _bench.RunTaskAsync(claim, "A", attempt: 2);
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        await _bench.RunTaskAsync(claim, "B");
        await _bench.FinishAsync(claim, RunEndingKind.Publish);

        Assert.Equal(1, Sum("etl.runs.started"));
        Assert.Equal(1, Sum("etl.runs.ended", "Succeeded"));
        Assert.Equal(5, Sum("etl.run.duration"));
        Assert.Equal(1, Sum("etl.task.retries"));
        Assert.Equal(2, Sum("etl.task.rows"));
        Assert.True(Sum("etl.task.bytes") > 2);
        Assert.Equal((1, 2), (_measured.Count(value => value is { Name: "etl.task.duration", Status: "Failed" }), _measured.Count(value => value is { Name: "etl.task.duration", Status: "Succeeded" })));
        Assert.Equal([0, 5], _measured.Where(value => value.Name == "etl.task.queue_time").Select(value => value.Value));
        Assert.Equal((0, 6), (Sum("etl.tasks.running"), _measured.Count(value => value.Name == "etl.tasks.running")));
    }

    private double Sum(string name, string? status = null) => _measured.Where(value => value.Name == name && (status is null || value.Status == status)).Sum(value => value.Value);

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? status = null;
        var isMine = false;
        foreach (var tag in tags)
        {
            isMine |= tag.Key == "etl.pipeline" && Equals(tag.Value, _pipeline);
            status = tag.Key == "etl.status" ? (string?)tag.Value : status;
        }

        if (isMine)
        {
            _measured.Enqueue((instrument.Name, value, status));
        }
    }
}
