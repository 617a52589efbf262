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
/// Runs the first attempts of the tasks of a pack at the same time and commits their outcomes in one record. As of a task by itself, the first record that was put is the outcome, and every delivery
/// returns it. A task whose attempt may be mended by another one is left open; it goes on by itself, with <see cref="RunTask"/>.
/// </summary>
public sealed class RunPack(RunSessions sessions, RunRecords records, CommittedVersions committed, AttemptRunner attempts, EtlOptions options, TimeProvider time, ILogger<RunTask> logger)
{
    /// <summary>The outcomes in the order of the input. An exception means that infrastructure was lost, never that a task failed.</summary>
    [Function(nameof(RunPack))]
    public async Task<IReadOnlyList<TaskOutcome>> RunAsync([ActivityTrigger] RunPackInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await records.FindPackCommitAsync(input.RunId, input.Pack, cancellationToken) is { } earlier)
        {
            return Adopt(input, earlier);
        }

        var epoch = await records.ReadEpochAsync(input.RunId, cancellationToken);
        var startedAt = time.GetUtcNow();
        var pack = input.Tasks.Select(task => new TaskAttempt(new RunTaskInput(input.RunId, task.Task, 1, task.IsLastAttempt, task.Inputs) { Previous = task.Previous ?? [] }, epoch, startedAt)).ToList();
        var (session, changed) = await OpenAsync(input.RunId, cancellationToken);
        if (session is null)
        {
            return await DecideAsync(input, [.. pack.Select(attempt => attempt.Ended(RunStatus.Failed, changed, time.GetUtcNow()))], cancellationToken);
        }

        if (await records.FindEndingAsync(input.RunId, cancellationToken) is { Kind: RunEndingKind.Cancel })
        {
            return await DecideAsync(input, [.. pack.Select(attempt => attempt.Ended(RunStatus.Cancelled, null, time.GetUtcNow()))], cancellationToken);
        }

        return await RunTogetherAsync(input, pack, session, cancellationToken);
    }

    private async Task<(RunSession? Session, TaskError? Changed)> OpenAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            return (await sessions.GetAsync(runId, cancellationToken), null);
        }
        catch (Exception exception) when (exception is InvalidPlanException or UnknownPipelineException)
        {
            return (null, Changed(runId, exception));
        }
    }

    private static TaskError Changed(string runId, Exception exception) => new("ChangedPipeline", $"The app was changed after run '{runId}' had started: {exception.Message}");

    private async Task<IReadOnlyList<TaskOutcome>> RunTogetherAsync(RunPackInput input, List<TaskAttempt> pack, RunSession session, CancellationToken cancellationToken)
    {
        await committed.PrepareAsync(input.Tasks.SelectMany(task => task.Inputs), cancellationToken);
        var progress = await PackProgress.BeginAsync(records, input, pack, time, cancellationToken);
        using var watch = new CancelWatch(records, input.RunId, options.CancelPollInterval, time);
        var spans = new List<AttemptSpan>();
        try
        {
            TaskCommit[] commits;
            await using (progress)
            {
                commits = await Task.WhenAll(pack.Select((attempt, i) => RunOneAsync(attempt, session, progress, i, spans, watch, cancellationToken)));
            }

            var outcomes = await DecideAsync(input, [.. commits.Where((commit, i) => !IsOpen(commit, pack[i]))], cancellationToken);
            foreach (var (commit, attempt) in commits.Zip(pack))
            {
                spans.Find(span => span.Task == commit.Task)?.Decided(commit);
                if (IsOpen(commit, attempt))
                {
                    Log.TaskNotSucceeded(logger, input.RunId, commit.Task, commit.Status, commit.Attempt, attempt.DurationMs(commit), commit.Error!.Message);
                }
            }

            await progress.WriteAsync(cancellationToken);
            return outcomes;
        }
        finally
        {
            spans.ForEach(span => span.Dispose());
        }
    }

    private static bool IsOpen(TaskCommit commit, TaskAttempt attempt) => commit.Status == RunStatus.Failed && attempt.MayBeTriedAgain;

    private async Task<TaskCommit> RunOneAsync(TaskAttempt attempt, RunSession session, PackProgress progress, int place, List<AttemptSpan> spans, CancelWatch watch, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope("Run {RunId}, task {Task}, attempt {Attempt}", attempt.Input.RunId, attempt.Input.Task, attempt.Input.Attempt);
        PlannedTask task;
        try
        {
            task = session.GetTask(attempt.Input.Task);
        }
        catch (PermanentTaskException exception)
        {
            return attempt.Ended(RunStatus.Failed, Changed(attempt.Input.RunId, exception), time.GetUtcNow());
        }

        var span = AttemptSpan.Start(attempt.Input, session.Claim, task);
        spans.Add(span);
        using var stop = new AttemptStop(task.Policy.Timeout, time, watch.Cancelled, CancellationToken.None, cancellationToken);
        var commit = await attempts.RunAsync(attempt, session, task, span, progress.Of(place), stop);
        progress.End(place, IsOpen(commit, attempt) ? attempt.FailedForNow(commit) : TaskNote.Of(commit));
        return commit;
    }

    private async Task<IReadOnlyList<TaskOutcome>> DecideAsync(RunPackInput input, IReadOnlyList<TaskCommit> commits, CancellationToken cancellationToken)
    {
        var mine = new PackCommit(PackCommit.CurrentSchema, input.RunId, input.Pack, Guid.NewGuid().ToString("N"), commits);
        var decided = await records.CommitAsync(mine, cancellationToken);
        if (decided.AttemptId != mine.AttemptId)
        {
            return Adopt(input, decided);
        }

        foreach (var commit in commits)
        {
            OutcomeLog.Write(logger, commit);
        }

        return Outcomes(input, decided);
    }

    private IReadOnlyList<TaskOutcome> Adopt(RunPackInput input, PackCommit decided)
    {
        foreach (var commit in decided.Tasks)
        {
            Log.OutcomeAdopted(logger, decided.RunId, commit.Task);
        }

        return Outcomes(input, decided);
    }

    private static IReadOnlyList<TaskOutcome> Outcomes(RunPackInput input, PackCommit decided) => TaskOutcome.Of(decided, input.Tasks.Select(task => task.Task));
}
