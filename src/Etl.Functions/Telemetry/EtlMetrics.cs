using System.Diagnostics;
using System.Diagnostics.Metrics;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Functions.Telemetry;

/// <summary>What is counted. Tags are names from the code of pipelines, never ids, so that the number of series stays bounded.</summary>
internal static class EtlMetrics
{
    private const string Seconds = "s";

    private static readonly Counter<long> RunsStarted = EtlTelemetry.Meter.CreateCounter<long>("etl.runs.started", "{run}", "Runs that were claimed and scheduled.");
    private static readonly Counter<long> RunsEnded = EtlTelemetry.Meter.CreateCounter<long>("etl.runs.ended", "{run}", "Runs that have ended, by status.");
    private static readonly Histogram<double> RunDuration = EtlTelemetry.Meter.CreateHistogram<double>("etl.run.duration", Seconds, "From the claim of a run to its end.");
    private static readonly UpDownCounter<long> TasksRunning = EtlTelemetry.Meter.CreateUpDownCounter<long>("etl.tasks.running", "{task}", "Attempts that run now in this process.");
    private static readonly Histogram<double> TaskDuration = EtlTelemetry.Meter.CreateHistogram<double>("etl.task.duration", Seconds, "Of one attempt, by status.");
    private static readonly Histogram<double> QueueTime = EtlTelemetry.Meter.CreateHistogram<double>("etl.task.queue_time", Seconds, "From when the inputs of a task were there to the start of its first attempt.");
    private static readonly Counter<long> Retries = EtlTelemetry.Meter.CreateCounter<long>("etl.task.retries", "{attempt}", "Attempts after the first.");
    private static readonly Counter<long> Rows = EtlTelemetry.Meter.CreateCounter<long>("etl.task.rows", "{row}", "Rows that were written and committed.");
    private static readonly Counter<long> Bytes = EtlTelemetry.Meter.CreateCounter<long>("etl.task.bytes", "By", "Bytes that were written and committed, as stored.");

    public static void RunStarted(string pipeline) => RunsStarted.Add(1, Pipeline(pipeline));

    public static void RunEnded(RunDocument run)
    {
        var tags = new TagList { Pipeline(run.Pipeline), Status(run.Status) };
        RunsEnded.Add(1, tags);
        RunDuration.Record((run.DurationMs ?? 0) / 1000.0, tags);
    }

    public static void AttemptStarted(string pipeline, string task, int attempt)
    {
        TasksRunning.Add(1, Pipeline(pipeline));
        if (attempt > 1)
        {
            Retries.Add(1, Pipeline(pipeline), Task(task));
        }
    }

    public static void AttemptEnded(string pipeline) => TasksRunning.Add(-1, Pipeline(pipeline));

    public static void AttemptDecided(string pipeline, TaskCommit commit)
    {
        TaskDuration.Record((commit.EndedAt - commit.StartedAt).TotalSeconds, Pipeline(pipeline), Task(commit.Task), Status(commit.Status));
        if (commit.Status == RunStatus.Succeeded)
        {
            Rows.Add(commit.Outputs.Sum(output => output.Rows), Pipeline(pipeline), Task(commit.Task));
            Bytes.Add(commit.Outputs.Sum(output => output.Bytes), Pipeline(pipeline), Task(commit.Task));
        }
    }

    public static void Queued(string pipeline, string task, TimeSpan time) =>
        QueueTime.Record(Math.Max(0, time.TotalSeconds), Pipeline(pipeline), Task(task));

    private static KeyValuePair<string, object?> Pipeline(string name) => new(Tags.Pipeline, name);

    private static KeyValuePair<string, object?> Task(string name) => new(Tags.Task, name);

    private static KeyValuePair<string, object?> Status(RunStatus status) => new(Tags.Status, status.ToString());
}
