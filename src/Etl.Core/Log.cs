using Microsoft.Extensions.Logging;

namespace Etl.Core;

/// <summary>Every line that the core writes.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Run {RunId} of {Pipeline}: {TaskCount} tasks in this order: {Order}")]
    public static partial void ExecutionOrder(ILogger logger, string runId, string pipeline, int taskCount, string order);

    [LoggerMessage(2, LogLevel.Information, "Run {RunId}: {Task} started, attempt {Attempt}")]
    public static partial void TaskStarted(ILogger logger, string runId, string task, int attempt);

    [LoggerMessage(3, LogLevel.Information, "Run {RunId}: {Task} succeeded, {Rows} rows in {DurationMs:0} ms")]
    public static partial void TaskSucceeded(ILogger logger, string runId, string task, long rows, double durationMs);

    [LoggerMessage(4, LogLevel.Error, "Run {RunId}: {Task} failed in attempt {Attempt} after {DurationMs:0} ms: {Error}")]
    public static partial void TaskFailed(ILogger logger, string runId, string task, int attempt, double durationMs, string error);

    [LoggerMessage(5, LogLevel.Warning, "Run {RunId}: {Task} failed in attempt {Attempt} of {MaxAttempts} and is tried again: {Error}")]
    public static partial void TaskRetried(ILogger logger, string runId, string task, int attempt, int maxAttempts, string error);
}
