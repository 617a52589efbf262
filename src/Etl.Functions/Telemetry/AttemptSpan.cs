using System.Diagnostics;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Etl.Functions.Runs;

namespace Etl.Functions.Telemetry;

/// <summary>The span and the metrics of one attempt, from when it begins until it is disposed. Spans that the task makes itself are its children.</summary>
internal sealed class AttemptSpan : IDisposable
{
    private readonly RunClaim _claim;
    private readonly Activity? _activity;
    private bool _isDecided;

    private AttemptSpan(RunClaim claim, string task, Activity? activity)
    {
        _claim = claim;
        Task = task;
        _activity = activity;
    }

    public string Task { get; }

    public static AttemptSpan Start(RunTaskInput input, RunClaim claim, PlannedTask task)
    {
        var activity = EtlTelemetry.Source.StartActivity($"task {input.Task}", ActivityKind.Internal, RunTrace.RootOf(input.RunId));
        if (activity is not null)
        {
            activity.SetTag(Tags.RunId, input.RunId);
            activity.SetTag(Tags.Pipeline, claim.Job.Pipeline);
            activity.SetTag(Tags.Task, input.Task);
            activity.SetTag(Tags.Group, task.GroupPath);
            activity.SetTag(Tags.Attempt, input.Attempt);
            activity.SetTag(Tags.Models, task.Provides.ToArray());
        }

        EtlMetrics.AttemptStarted(claim.Job.Pipeline, input.Task, input.Attempt);
        return new AttemptSpan(claim, input.Task, activity);
    }

    /// <summary>
    /// How long the task has waited since its inputs were there: the newest version that the run itself has made of them, or the claim of the
    /// run. The platform does not say when it scheduled an attempt, so the waits between attempts are not measured.
    /// </summary>
    public void Begins(RunTaskInput input, IEnumerable<ModelVersion> inputs, DateTimeOffset startedAt)
    {
        if (input.Attempt == 1)
        {
            var ready = inputs.Where(version => version.RunId == input.RunId).Select(version => version.CreatedAt).Append(_claim.Job.StartedAt).Max();
            EtlMetrics.Queued(_claim.Job.Pipeline, input.Task, startedAt - ready);
        }
    }

    /// <summary>How the attempt ended.</summary>
    public void Decided(TaskCommit commit)
    {
        _isDecided = true;
        EtlMetrics.AttemptDecided(_claim.Job.Pipeline, commit);
        if (_activity is null)
        {
            return;
        }

        _activity.SetTag(Tags.Status, commit.Status.ToString());
        _activity.SetTag(Tags.Rows, commit.Outputs.Sum(output => output.Rows));
        _activity.SetTag(Tags.Bytes, commit.Outputs.Sum(output => output.Bytes));
        _activity.SetTag(Tags.ReusedFrom, commit.Adoption?.RunId);
        if (commit.Status == RunStatus.Failed)
        {
            _activity.SetTag(Tags.ErrorType, commit.Error?.Type);
            _activity.SetStatus(ActivityStatusCode.Error, commit.Error?.Message);
        }
        else if (commit.Status.IsSuccess())
        {
            _activity.SetStatus(ActivityStatusCode.Ok);
        }
    }

    public void Dispose()
    {
        EtlMetrics.AttemptEnded(_claim.Job.Pipeline);
        if (!_isDecided)
        {
            // The host stops, or the store can't be reached: the attempt is delivered again.
            _activity?.SetTag(Tags.Status, nameof(RunStatus.Interrupted));
            _activity?.SetStatus(ActivityStatusCode.Error, "The attempt was interrupted; it is delivered again.");
        }

        _activity?.Dispose();
    }
}
