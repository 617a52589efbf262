using Etl.Core.Checks;
using Etl.Core.Models;
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
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Activities;

/// <summary>Runs one attempt of a task up to what it would commit; decides and records nothing. Thread-safe.</summary>
public sealed class AttemptRunner(CommittedVersions committed, ModelStore models, TaskLogs logs, ReusableOutputs reusable, TimeProvider time, ILogger<RunTask> logger)
{
    /// <summary>How long a task that was told to stop is waited for.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    private const int MaxErrorLength = 4_000;

    /// <summary>How the attempt ended, whatever the task did. Throws only when the host stops: then the attempt is delivered again.</summary>
    internal async Task<TaskCommit> RunAsync(TaskAttempt attempt, RunSession session, PlannedTask task, AttemptSpan span, IAttemptProgress progress, AttemptStop stop)
    {
        Log.TaskStarted(logger, attempt.Input.RunId, attempt.Input.Task, attempt.Input.Attempt);
        try
        {
            return await RunToCommitAsync(attempt, session, task, span, progress, stop);
        }
        catch (Exception) when (stop.HostStops)
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

    private async Task<TaskCommit> RunToCommitAsync(TaskAttempt attempt, RunSession session, PlannedTask task, AttemptSpan span, IAttemptProgress progress, AttemptStop stop)
    {
        var input = attempt.Input;
        var versions = await committed.ReadAsync(input.Inputs, stop.Token);
        span.Begins(input, versions, attempt.StartedAt);
        var inputs = new TaskInputs(
            versions,
            await committed.ReadAsync([.. input.Previous.Where(version => session.Orchestrator.Models.Get(version.Model).ReadsPreviousVersion)], stop.Token));
        if (await reusable.FindAsync(session, task, input, inputs, stop.Token) is var (commit, reason))
        {
            return attempt.Reused(commit, AdoptedOutputs.Of(session.Claim, task, commit)!, reason, time.GetUtcNow());
        }

        await using var log = new AttemptLog(logger, logs, input, time);
        await using var data = models.OpenAttempt(session.Claim, task, session.Orchestrator.Models, inputs, stop.Token);
        await using var following = progress.Follow(data);
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
        // Its slot may have been lost, or its run cancelled, before it could begin.
        stop.Token.ThrowIfCancellationRequested();

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
}
