using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Etl.EndToEnd.Tests.Harness;

namespace Etl.EndToEnd.Tests.Telemetry;

/// <summary>What a collector gets from a real <c>etl run</c>.</summary>
public sealed class OtlpTests
{
    private const int SpanTraceId = 1;
    private const int SpanId = 2;
    private const int SpanParentId = 4;
    private const int SpanName = 5;
    private const int SpanStart = 7;
    private const int SpanEnd = 8;
    private const int SpanAttributes = 9;
    private const int LogBody = 5;
    private const int LogAttributes = 6;
    private const int LogTraceId = 9;

    [Fact]
    public async Task Run_ArrivesAsOneTraceWithMetricsAndLogs()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var folder = new TempFolder();

        var runId = (await RunAsync(folder, collector.Url)).ShouldExitWith(0).Json().GetProperty("runId").GetString()!;

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runId)));
        var spans = collector.Spans;
        var root = Assert.Single(spans, span => span.Text(SpanName) == "run hotels.resort");
        Assert.Equal((hash[..32], hash[32..48], ""), (root.Hex(SpanTraceId), root.Hex(SpanId), root.Hex(SpanParentId)));
        var tasks = spans.Where(span => span.Text(SpanName).StartsWith("task ", StringComparison.Ordinal)).ToList();
        Assert.Equal((6, 7), (tasks.Count, spans.Count));
        Assert.All(tasks, task =>
        {
            Assert.Equal((hash[..32], hash[32..48]), (task.Hex(SpanTraceId), task.Hex(SpanParentId)));
            Assert.InRange(task.Number(SpanStart), root.Number(SpanStart), root.Number(SpanEnd));
            var attributes = task.Attributes(SpanAttributes);
            Assert.Equal((runId, "Succeeded", "1"), (attributes["etl.run.id"], attributes["etl.status"], attributes["etl.attempt"]));
        });
        Assert.Superset(
            new HashSet<string> { "etl.runs.started", "etl.runs.ended", "etl.run.duration", "etl.task.duration", "etl.task.rows", "etl.task.bytes", "etl.task.queue_time", "etl.tasks.running" },
            collector.Metrics.Select(metric => metric.Text(1)).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(["night"], collector.ServiceNames);
        AssertLogs(collector, hash[..32]);
    }

    [Fact]
    public async Task CollectorThatIsDown_ChangesNothing()
    {
        using var folder = new TempFolder();
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var url = $"http://{unused.LocalEndpoint}";
        unused.Stop();

        var run = (await RunAsync(folder, url)).ShouldExitWith(0);

        Assert.Equal("Succeeded", run.Json().GetProperty("status").GetString());
    }

    [Fact]
    public async Task CollectorThatNeverAnswers_DoesNotKeepARunFromEnding()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var never = new TaskCompletionSource();
        collector.Until = never.Task;
        using var folder = new TempFolder();

        var run = (await RunAsync(folder, collector.Url)).ShouldExitWith(0);

        // The process has ended, although nothing was ever answered.
        Assert.Equal("Succeeded", run.Json().GetProperty("status").GetString());
        Assert.NotEqual(0, collector.Requests);
        never.SetResult();
    }

    [Fact]
    public async Task AddressThatIsNone_IsSaid()
    {
        using var folder = new TempFolder();

        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", (await RunAsync(folder, "nonsense")).ShouldExitWith(2).Error, StringComparison.Ordinal);
    }

    /// <summary>The order of execution comes before the first task; each task has its start and its time.</summary>
    private static void AssertLogs(OtlpCollector collector, string traceId)
    {
        var lines = collector.Logs.Select(Body).ToList();
        var firstTask = lines.FindIndex(line => line.EndsWith(" started, attempt 1", StringComparison.Ordinal));
        var levels = lines.Select((line, i) => (line, i)).Where(line => line.line.Contains(": level ", StringComparison.Ordinal)).ToList();
        Assert.True(firstTask > 0 && levels.Count > 1);
        Assert.All(levels, level => Assert.True(level.i < firstTask, level.line));
        Assert.Equal(6, lines.Count(line => line.Contains(" succeeded, ", StringComparison.Ordinal) && line.EndsWith(" ms", StringComparison.Ordinal)));
        var ofTasks = collector.Logs.Where(log => Body(log).EndsWith(" started, attempt 1", StringComparison.Ordinal)).ToList();
        Assert.All(ofTasks, log => Assert.Equal(traceId, log.Hex(LogTraceId)));
        Assert.All(ofTasks, log => Assert.Superset(new HashSet<string> { "RunId", "Task" }, log.Attributes(LogAttributes).Keys.ToHashSet(StringComparer.Ordinal)));
    }

    private static string Body(ProtoMessage log) => log.Messages(LogBody).Single().Text(1);

    private static async Task<EtlResult> RunAsync(TempFolder folder, string collector)
    {
        await using var process = EtlProcess.Start(
            start =>
            {
                start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
                start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
                start.Environment["OTEL_SERVICE_NAME"] = "night";
            },
            "run", "hotels.resort", "--store", folder.Store, "--json");
        return await process.WaitAsync();
    }
}
