using Etl.Core.Pipelines;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Runs;
using Etl.Functions.Telemetry;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Activities;

/// <summary>
/// Runs one attempt of one task and commits its outcome. It may be delivered more than once, late, and beside another
/// delivery: the first commit record that was put is the outcome, and every delivery returns it.
/// </summary>
public sealed class RunTask(RunSessions sessions, RunRecords records, AttemptRunner attempts, PoolSlots pools, EtlOptions options, TimeProvider time, ILogger<RunTask> logger)
{
    /// <summary>The outcome of the attempt; Pending when a pool of the task has no slot free now, and nothing was done. An exception means that infrastructure was lost, never that the task failed.</summary>
    [Function(nameof(RunTask))]
    public async Task<TaskOutcome> RunAsync([ActivityTrigger] RunTaskInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = logger.BeginScope("Run {RunId}, task {Task}, attempt {Attempt}", input.RunId, input.Task, input.Attempt);
        if (await records.FindSingleCommitAsync(input.RunId, input.Task, cancellationToken) is { } earlier)
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
        using var watch = new CancelWatch(records, input.RunId, options.CancelPollInterval, time);
        using var stop = new AttemptStop(task.Policy.Timeout, time, watch.Cancelled, slots.Lost, cancellationToken);
        var commit = await attempts.RunAsync(attempt, session, task, span, new TaskProgress(records, attempt, time), stop);
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

    private async Task<TaskOutcome> DecideAsync(TaskCommit commit, CancellationToken cancellationToken)
    {
        var decided = await records.CommitAsync(commit, cancellationToken);
        if (decided.AttemptId != commit.AttemptId)
        {
            return await AdoptAsync(decided, cancellationToken);
        }

        await records.WriteTaskNoteAsync(decided.RunId, TaskNote.Of(decided), cancellationToken);
        OutcomeLog.Write(logger, decided);
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
