using Etl.Core.Registry;
using Etl.Core.Runs;
using Microsoft.Extensions.Logging;

namespace Etl.Functions;

/// <summary>Every line that the functions write.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Run {RunId}: level {Level} of {Levels}: {Tasks}")]
    public static partial void Level(ILogger logger, string runId, int level, int levels, string tasks);

    [LoggerMessage(101, LogLevel.Information, "Run {RunId} ended {Status}: {Summary}")]
    public static partial void RunEnded(ILogger logger, string runId, RunStatus status, string summary);

    [LoggerMessage(102, LogLevel.Information, "Run {RunId}: {Task} started, attempt {Attempt}")]
    public static partial void TaskStarted(ILogger logger, string runId, string task, int attempt);

    [LoggerMessage(103, LogLevel.Information, "Run {RunId}: {Task} succeeded, {Rows} rows, {Bytes} bytes in {DurationMs:0} ms")]
    public static partial void TaskSucceeded(ILogger logger, string runId, string task, long rows, long bytes, double durationMs);

    [LoggerMessage(104, LogLevel.Warning, "Run {RunId}: {Task} ended {Status} in attempt {Attempt} after {DurationMs:0} ms: {Error}")]
    public static partial void TaskNotSucceeded(ILogger logger, string runId, string task, RunStatus status, int attempt, double durationMs, string error);

    [LoggerMessage(105, LogLevel.Information, "Run {RunId}: {Task} had been committed by an earlier attempt, whose outcome is taken")]
    public static partial void OutcomeAdopted(ILogger logger, string runId, string task);

    [LoggerMessage(106, LogLevel.Information, "Run {RunId} of {Pipeline} started for {BusinessDate:yyyy-MM-dd}")]
    public static partial void RunStarted(ILogger logger, string runId, string pipeline, DateOnly businessDate);

    [LoggerMessage(107, LogLevel.Error, "Schedule {Schedule} of {Pipeline} could not start its run of {Date:yyyy-MM-dd}: {Error}")]
    public static partial void ScheduleFailed(ILogger logger, string schedule, string pipeline, DateOnly date, string error);

    [LoggerMessage(108, LogLevel.Information, "Tick of the schedules: {Due} due, {Started} started")]
    public static partial void Tick(ILogger logger, int due, int started);

    [LoggerMessage(109, LogLevel.Warning, "Run {RunId}: {Task} did not stop {Grace} after it was told to and was left behind")]
    public static partial void TaskLeftBehind(ILogger logger, string runId, string task, TimeSpan grace);

    [LoggerMessage(110, LogLevel.Error, "Schedule {Schedule} of {Pipeline} is left out of this tick: {Error}")]
    public static partial void ScheduleUnreadable(ILogger logger, string schedule, string pipeline, string error);

    [LoggerMessage(111, LogLevel.Warning, "Run {RunId}: {Task}: {Model} did not pass the check {Check}: {Message}")]
    public static partial void CheckWarned(ILogger logger, string runId, string task, string model, string check, string message);

    [LoggerMessage(112, LogLevel.Information, "Run {RunId}: {Task} was not run: its outputs are taken over from run {From} ({Reason})")]
    public static partial void TaskReused(ILogger logger, string runId, string task, string from, AdoptionReason reason);
}
