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

    [LoggerMessage(119, LogLevel.Information, "Run {RunId}: {Task} waits for a slot of {Pools}")]
    public static partial void NoSlot(ILogger logger, string runId, string task, string pools);

    // The same event as RunEnded, at a level that error filters and log views look at.
#pragma warning disable SYSLIB1025
    [LoggerMessage(113, LogLevel.Error, "Run {RunId} ended {Status}: {Summary}", EventName = "RunEnded")]
    public static partial void RunFailed(ILogger logger, string runId, RunStatus status, string summary);
#pragma warning restore SYSLIB1025

    [LoggerMessage(114, LogLevel.Information, "Webhook {Webhook}, which pipeline {Pipeline} notifies, has no address, so nothing is sent to it. The settings are Url and Secret below Etl:Webhooks and its name")]
    public static partial void WebhookNotConfigured(ILogger logger, string webhook, string pipeline);

    [LoggerMessage(115, LogLevel.Warning, "Notification {Id} did not reach webhook {Webhook} in attempt {Attempt}: {Error}. Again after {RetryAt:u}")]
    public static partial void NotificationNotDelivered(ILogger logger, string id, string webhook, int attempt, string error, DateTimeOffset retryAt);

    [LoggerMessage(116, LogLevel.Information, "Notification {Id} was delivered to webhook {Webhook}")]
    public static partial void NotificationDelivered(ILogger logger, string id, string webhook);

    [LoggerMessage(117, LogLevel.Error, "Notification {Id} was given up after {Attempt} attempts to reach webhook {Webhook}: {Error}")]
    public static partial void NotificationGivenUp(ILogger logger, string id, string webhook, int attempt, string error);

    [LoggerMessage(130, LogLevel.Warning, "Schedule {Schedule} of {Pipeline}: {Date:yyyy-MM-dd} is skipped, because run {RunId} has not ended")]
    public static partial void OccurrenceSkipped(ILogger logger, string schedule, string pipeline, DateOnly date, string runId);

    [LoggerMessage(131, LogLevel.Warning, "Run {RunId} of {Pipeline} has begun, has not ended and has no orchestration any more: it is not started again. End it with 'etl cancel {RunId}', or go on with it with 'etl resume {RunId}'")]
    public static partial void RunWithoutHistory(ILogger logger, string runId, string pipeline);

    [LoggerMessage(132, LogLevel.Warning, "Run {RunId} has not ended and could not be looked after: {Error} The next tick tries again")]
    public static partial void RunNotLookedAfter(ILogger logger, string runId, string error);

    [LoggerMessage(133, LogLevel.Warning, "Runs whose orchestrations are gone are not ended by this tick: {Error}")]
    public static partial void OpenRunsUnreadable(ILogger logger, string error);

    [LoggerMessage(118, LogLevel.Error, "Notifications: {Error}")]
    public static partial void NotificationsFailed(ILogger logger, string error);
}
