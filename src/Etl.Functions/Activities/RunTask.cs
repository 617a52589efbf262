using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Reuse;
using Etl.Functions.Runs;
using Etl.Functions.Telemetry;
using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Activities;

/// <summary>
/// Runs one attempt of one task and commits its outcome. It may be delivered more than once, late, and beside another
/// delivery: the first commit record that was put is the outcome, and every delivery returns it.
/// </summary>
public sealed class RunTask(RunSessions sessions, RunRecords records, ModelStore models, TaskLogs logs, ReusableOutputs reusable, PoolSlots pools, EtlOptions options, TimeProvider time, ILogger<RunTask> logger)
{
    private const int MaxErrorLength = 4_000;
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    /// <summary>The outcome of the attempt; Pending when a pool of the task has no slot free now, and nothing was done. An exception means that infrastructure was lost, never that the task failed.</summary>
    [Function(nameof(RunTask))]
    public async Task<TaskOutcome> RunAsync([ActivityTrigger] RunTaskInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = logger.BeginScope("Run {RunId}, task {Task}, attempt {Attempt}", input.RunId, input.Task, input.Attempt);
        if (await records.FindCommitAsync(input.RunId, input.Task, cancellationToken) is { } earlier)
        {
            return await AdoptAsync(earlier, cancellationToken);
        }

        var attempt = new TaskAttempt(input, await records.ReadEpochAsync(input.RunId, cancellationToken), time.GetUtcNow());
        RunSession session;
        PlannedTask task;
        IReadOnlyList<Pool> taskPools;
        try
        {
            session = await sessions.GetAsync(input.RunId, cancellationToken);
            task = session.GetTask(input.Task);
            taskPools = session.PoolsOf(task);
        }
        catch (Exception exception) when (exception is InvalidPlanException or UnknownPipelineException or PermanentTaskException)
        {
            var error = new TaskError("ChangedPipeline", $"The app was changed after run '{input.RunId}' had started: {exception.Message}");
            return await DecideAsync(attempt.Ended(RunStatus.Failed, error, time.GetUtcNow()), cancellationToken);
        }

        if (await records.FindEndingAsync(input.RunId, cancellationToken) is { Kind: RunEndingKind.Cancel })
        {
            return await DecideAsync(attempt.Ended(RunStatus.Cancelled, null, time.GetUtcNow()), cancellationToken);
        }

        await using var slots = await pools.TryTakeAsync(taskPools, cancellationToken);
        if (slots is null)
        {
            Log.NoSlot(logger, input.RunId, input.Task, string.Join(", ", taskPools.Select(pool => pool.Name)));
            return TaskOutcome.NotRun(input.Task, RunStatus.Pending);
        }

        await records.WriteTaskNoteAsync(input.RunId, attempt.Running(rows: 0, bytes: 0), cancellationToken);
        using var span = AttemptSpan.Start(input, session.Claim, task);
        Log.TaskStarted(logger, input.RunId, input.Task, input.Attempt);
        var commit = await AttemptAsync(attempt, session, task, span, slots.Lost, cancellationToken);
        if (commit.Status == RunStatus.Failed && attempt.MayBeTriedAgain)
        {
            await records.WriteTaskNoteAsync(input.RunId, attempt.FailedForNow(commit), cancellationToken);
            span.Decided(commit);
            Log.TaskNotSucceeded(logger, input.RunId, input.Task, commit.Status, input.Attempt, attempt.DurationMs(commit), commit.Error!.Message);
            return TaskOutcome.Failure(input.Task, input.Attempt, commit.Error, isRetryable: true);
        }

        var outcome = await DecideAsync(commit, cancellationToken);
        span.Decided(commit);
        return outcome;
    }

    private async Task<TaskCommit> AttemptAsync(TaskAttempt attempt, RunSession session, PlannedTask task, AttemptSpan span, CancellationToken slotLost, CancellationToken hostStopping)
    {
        using var stop = new AttemptStop(records, attempt.Input.RunId, task.Policy.Timeout, options.CancelPollInterval, time, slotLost, hostStopping);
        try
        {
            return await RunToCommitAsync(attempt, session, task, span, stop);
        }
        catch (Exception) when (hostStopping.IsCancellationRequested)
        {
            // Whatever it is, it came from the host's end: the attempt is delivered again.
            throw;
        }
        catch (Exception) when (stop.WasCancelled)
        {
            return attempt.Ended(RunStatus.Cancelled, null, time.GetUtcNow());
        }
        catch (Exception exception) when (stop.HasLostSlot && IsRetryable(exception))
        {
            return attempt.Failed(new TaskError("LostSlot", $"Task '{task.Name}' lost its slot of a pool ({string.Join(", ", task.Policy.Pools)}): for a minute the store could not be told that it still runs. It was stopped, because another task may have the slot."), isRetryable: true, time.GetUtcNow());
        }
        catch (Exception exception) when (stop.HasTimedOut && IsRetryable(exception))
        {
            // Tasks wrap what their token throws into all kinds of exceptions.
            return attempt.Failed(new TaskError("Timeout", $"Task '{task.Name}' did not end within {task.Policy.Timeout}. Make it faster, or raise the Timeout of its policy."), isRetryable: true, time.GetUtcNow());
        }
#pragma warning disable CA1031 // whatever a task throws is its outcome
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failed = attempt.Failed(ErrorOf(exception, session.Mask), IsRetryable(exception), time.GetUtcNow());
            return exception is CheckFailedException checks ? failed with { Details = Details(checks.Details, session.Mask) } : failed;
        }
    }

    /// <summary>It travels with every replay of the orchestration, so a message that is a whole document is cut.</summary>
    private static TaskError ErrorOf(Exception exception, SecretMask mask)
    {
        var message = mask.Hide(exception.Message);
        if (message.Length > MaxErrorLength)
        {
            message = $"{message[..(char.IsHighSurrogate(message[MaxErrorLength - 1]) ? MaxErrorLength - 1 : MaxErrorLength)]}...";
        }

        return TaskError.Of(exception) with { Message = message };
    }

    private static bool IsRetryable(Exception exception) => exception is not PermanentTaskException and not StoreException { IsTransient: false };

    private async Task<TaskCommit> RunToCommitAsync(TaskAttempt attempt, RunSession session, PlannedTask task, AttemptSpan span, AttemptStop stop)
    {
        var input = attempt.Input;
        var versions = await CommittedVersions.ReadAsync(records, input.Inputs, stop.Token);
        span.Begins(input, versions, attempt.StartedAt);
        var inputs = new TaskInputs(
            versions,
            await CommittedVersions.ReadAsync(records, [.. input.Previous.Where(version => session.Orchestrator.Models.Get(version.Model).ReadsPreviousVersion)], stop.Token));
        if (await reusable.FindAsync(session, task, input, inputs, stop.Token) is var (commit, reason))
        {
            return attempt.Reused(commit, AdoptedOutputs.Of(session.Claim, task, commit)!, reason, time.GetUtcNow());
        }

        await using var log = new AttemptLog(logger, logs, input, time);
        await using var data = models.OpenAttempt(session.Claim, task, session.Orchestrator.Models, inputs, stop.Token);
        await using var progress = new ProgressNotes(records, attempt, data, time);
        var context = new TaskContext(session.Claim.Job, task, input.Attempt, session.Orchestrator.Models, data, MaskedLogger.Over(log, session.Mask));
        var outputs = await RunToOutputsAsync(task, context, data, input.RunId, log, session.Mask, stop);
        var details = Details(data.Details, session.Mask);
        foreach (var check in ModelCheckDocument.NotPassed(details))
        {
            Log.CheckWarned(logger, input.RunId, input.Task, check.Model, check.Check, check.Message!);
        }

        var sources = Sources(data, session.Mask);
        return Fingerprinted(attempt.Succeeded(outputs, sources, time.GetUtcNow()), session, task, inputs, context.Reads) with { Details = details };
    }

    private async Task<IReadOnlyList<ModelVersion>> RunToOutputsAsync(PlannedTask task, TaskContext context, StoredTaskData data, string runId, AttemptLog log, SecretMask mask, AttemptStop stop)
    {
        try
        {
            await RunToEndOrStopAsync(task, context, runId, stop);
            context.EnsureAllOutputsWritten();
            return await data.CompleteAsync(stop.Token);
        }
        catch (Exception exception)
        {
            if (stop.HostStops)
            {
                log.Discard();
            }
            else
            {
                log.KeepFailure(mask.Hide(exception.ToString()));
            }

            throw;
        }
    }

    /// <summary>What the outputs follow from, for the runs after this one; without it they are never reused.</summary>
    private static TaskCommit Fingerprinted(TaskCommit commit, RunSession session, PlannedTask task, TaskInputs inputs, IReadOnlyList<string> reads)
    {
        var known = commit with { CodeVersion = task.Policy.CodeVersion };
        if (ReuseRules.WhyNotReusable(task, commit.Sources) is not null)
        {
            return known;
        }

        var fingerprint = ReusableOutputs.Fingerprints(session, task, inputs).Of(reads);
        return known with
        {
            Outputs = [.. commit.Outputs.Select(output => output with { Fingerprint = fingerprint.ToVersionFingerprint() })],
            FingerprintOf = fingerprint.ToRecord(),
        };
    }

    private static IReadOnlyList<SourceReading> Sources(StoredTaskData data, SecretMask mask) => mask.IsEmpty
        ? data.Sources
        : [.. data.Sources.Select(source => source with { Location = mask.Hide(source.Location), Version = source.Version is null ? null : mask.Hide(source.Version) })];

    /// <summary>The messages of checks show values of rows.</summary>
    private static IReadOnlyList<OutputDetails> Details(IReadOnlyList<OutputDetails> details, SecretMask mask) => mask.IsEmpty
        ? details
        : [.. details.Select(output => output with { Checks = [.. output.Checks.Select(check => check.Message is null ? check : check with { Message = mask.Hide(check.Message) })] })];

    /// <summary>A task that ignores its token is left behind: it can't commit, because the outcome is put without it.</summary>
    private async Task RunToEndOrStopAsync(PlannedTask task, TaskContext context, string runId, AttemptStop stop)
    {
        // On the pool: a task that computes without awaiting must not hold up its own timeout.
        var running = Task.Run(() => task.Task.RunAsync(context, stop.Token), CancellationToken.None);
        if (await Task.WhenAny(running, stop.Stopped) != running && !await EndsWithinGraceAsync(running))
        {
            Log.TaskLeftBehind(logger, runId, task.Name, StopGrace);

            // What becomes of it is nobody's business any more, its exception included.
            _ = running.ContinueWith(left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            stop.Token.ThrowIfCancellationRequested();
        }

        await running;
    }

    private async Task<bool> EndsWithinGraceAsync(Task running)
    {
        using var ended = new CancellationTokenSource();
        var first = await Task.WhenAny(running, Task.Delay(StopGrace, time, ended.Token));
        await ended.CancelAsync();
        return first == running;
    }

    private async Task<TaskOutcome> DecideAsync(TaskCommit commit, CancellationToken cancellationToken)
    {
        var decided = await records.CommitAsync(commit, cancellationToken);
        if (decided.AttemptId != commit.AttemptId)
        {
            return await AdoptAsync(decided, cancellationToken);
        }

        await records.WriteTaskNoteAsync(decided.RunId, TaskNote.Of(decided), cancellationToken);
        var durationMs = (decided.EndedAt - decided.StartedAt).TotalMilliseconds;
        if (decided.Adoption is { } adoption)
        {
            Log.TaskReused(logger, decided.RunId, decided.Task, adoption.RunId, adoption.Reason);
        }
        else if (decided.Status.IsSuccess())
        {
            Log.TaskSucceeded(logger, decided.RunId, decided.Task, decided.Outputs.Sum(output => output.Rows), decided.Outputs.Sum(output => output.Bytes), durationMs);
        }
        else
        {
            Log.TaskNotSucceeded(logger, decided.RunId, decided.Task, decided.Status, decided.Attempt, durationMs, decided.Error?.Message ?? "");
        }

        return TaskOutcome.Of(decided);
    }

    private async Task<TaskOutcome> AdoptAsync(TaskCommit decided, CancellationToken cancellationToken)
    {
        Log.OutcomeAdopted(logger, decided.RunId, decided.Task);
        if (decided.Attempt > 0)
        {
            await records.WriteTaskNoteAsync(decided.RunId, TaskNote.Of(decided), cancellationToken);
        }

        return TaskOutcome.Of(decided);
    }
}
