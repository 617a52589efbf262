using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Functions.Activities;

/// <summary>The records of one attempt.</summary>
internal sealed class TaskAttempt(RunTaskInput input, int epoch, DateTimeOffset startedAt)
{
    private readonly string _attemptId = Guid.NewGuid().ToString("N");
    private bool _isRetryable;

    public RunTaskInput Input => input;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Only after <see cref="Failed"/>.</summary>
    public bool MayBeTriedAgain => _isRetryable && !input.IsLastAttempt;

    public TaskCommit Succeeded(IReadOnlyList<ModelVersion> outputs, IReadOnlyList<SourceReading> sources, DateTimeOffset endedAt) =>
        Ended(RunStatus.Succeeded, null, endedAt) with { Outputs = outputs, Sources = sources };

    /// <summary>The task was not run: it has the outputs of another record, and all that is known about them.</summary>
    public TaskCommit Reused(TaskCommit commit, IReadOnlyList<ModelVersion> outputs, AdoptionReason reason, DateTimeOffset endedAt) => Ended(RunStatus.Reused, null, endedAt) with
    {
        Outputs = outputs,
        Sources = commit.Sources,
        CodeVersion = commit.CodeVersion,
        Details = commit.Details,
        FingerprintOf = commit.FingerprintOf,
        Adoption = new Adoption(commit.RunId, reason),
    };

    public TaskCommit Failed(TaskError error, bool isRetryable, DateTimeOffset endedAt)
    {
        _isRetryable = isRetryable;
        return Ended(RunStatus.Failed, error, endedAt);
    }

    public TaskCommit Ended(RunStatus status, TaskError? error, DateTimeOffset endedAt) =>
        new(TaskCommit.CurrentSchema, input.RunId, input.Task, epoch, input.Attempt, _attemptId, status, error, [], input.Inputs, [], startedAt, endedAt);

    public TaskNote Running(long rows, long bytes) => new(input.Task, RunStatus.Running, input.Attempt, rows, bytes, startedAt, EndedAt: null, Error: null);

    /// <summary>Of an attempt that failed and is not the last one.</summary>
    public TaskNote FailedForNow(TaskCommit ended) => new(input.Task, RunStatus.Failed, input.Attempt, 0, 0, startedAt, ended.EndedAt, ended.Error);

    public double DurationMs(TaskCommit commit) => (commit.EndedAt - startedAt).TotalMilliseconds;
}
