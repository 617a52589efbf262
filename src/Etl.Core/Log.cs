using Etl.Core.Runs;
using Microsoft.Extensions.Logging;

namespace Etl.Core;

/// <summary>Every line that the core writes.</summary>
internal static partial class Log
{
    /// <summary>What every line of a task carries, the task's own lines too.</summary>
    public static Func<ILogger, string, string, IDisposable?> TaskScope { get; } =
        LoggerMessage.DefineScope<string, string>("Run {RunId}, task {Task}");

    [LoggerMessage(1, LogLevel.Information, "Run {RunId} of {Pipeline}: {TaskCount} tasks in this order: {Order}", SkipEnabledCheck = true)]
    public static partial void ExecutionOrder(ILogger logger, string runId, string pipeline, int taskCount, string order);

    [LoggerMessage(2, LogLevel.Information, "Run {RunId}: {Task} started, attempt {Attempt}")]
    public static partial void TaskStarted(ILogger logger, string runId, string task, int attempt);

    [LoggerMessage(3, LogLevel.Information, "Run {RunId}: {Task} succeeded, {Rows} rows and {Bytes} bytes in {DurationMs:0} ms")]
    public static partial void TaskSucceeded(ILogger logger, string runId, string task, long rows, long bytes, double durationMs);

    [LoggerMessage(4, LogLevel.Error, "Run {RunId}: {Task} failed in attempt {Attempt} after {DurationMs:0} ms: {Error}")]
    public static partial void TaskFailed(ILogger logger, Exception exception, string runId, string task, int attempt, double durationMs, string error);

    [LoggerMessage(5, LogLevel.Warning, "Run {RunId}: {Task} failed in attempt {Attempt} of {MaxAttempts} and is tried again in {DelayMs:0} ms: {Error}")]
    public static partial void TaskRetried(ILogger logger, Exception exception, string runId, string task, int attempt, int maxAttempts, double delayMs, string error);

    [LoggerMessage(6, LogLevel.Warning, "Run {RunId}: {Task} skipped, since {Upstream} did not succeed")]
    public static partial void TaskSkipped(ILogger logger, string runId, string task, string upstream);

    [LoggerMessage(7, LogLevel.Warning, "Run {RunId}: {Task} cancelled in attempt {Attempt} after {DurationMs:0} ms")]
    public static partial void TaskCancelled(ILogger logger, string runId, string task, int attempt, double durationMs);

    [LoggerMessage(8, LogLevel.Information, "Run {RunId} of {Pipeline} ended: {Status} in {DurationMs:0} ms")]
    public static partial void RunEnded(ILogger logger, string runId, string pipeline, RunStatus status, double durationMs);
}
