using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Etl.Core.Registry;
using Etl.Core.Runs;

namespace Etl.Functions.Telemetry;

/// <summary>
/// The trace of a run. Its id and that of its root span follow from the run id, so that the spans of all processes that work on the run,
/// before and after a restart, belong together, although the root is written by whoever ends the run.
/// </summary>
internal static class RunTrace
{
    /// <summary>The parent of the spans of a run's tasks.</summary>
    public static ActivityContext RootOf(string runId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(runId));
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)),
            ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)),
            ActivityTraceFlags.Recorded,
            isRemote: true);
    }

    /// <summary>Writes the root span of a run that has ended, from its start to its end.</summary>
    public static void WriteRoot(RunDocument run)
    {
        // A Functions host has a span of its own for each function, which would become the parent.
        var caller = Activity.Current;
        Activity.Current = null;
        try
        {
            WriteParentless(run);
        }
        finally
        {
            Activity.Current = caller;
        }
    }

    private static void WriteParentless(RunDocument run)
    {
        var root = RootOf(run.RunId);
        var parent = new ActivityContext(root.TraceId, default, ActivityTraceFlags.Recorded);
        using var activity = EtlTelemetry.Source.StartActivity($"run {run.Pipeline}", ActivityKind.Internal, parent, startTime: run.StartedAt);
        if (activity is null)
        {
            return;
        }

        SpanIdOf(activity) = root.SpanId.ToHexString();
        activity.SetTag(Tags.RunId, run.RunId);
        activity.SetTag(Tags.Pipeline, run.Pipeline);
        activity.SetTag(Tags.BusinessDate, run.BusinessDate.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        activity.SetTag(Tags.Status, run.Status.ToString());
        activity.SetTag(Tags.Tasks, run.Tasks.Count);
        activity.SetTag(Tags.Rows, run.Tasks.Sum(task => task.Rows));
        activity.SetTag(Tags.Bytes, run.Tasks.Sum(task => task.Bytes));
        if (run.Status == RunStatus.Failed)
        {
            var error = run.Error ?? run.Tasks.FirstOrDefault(task => task.Status == RunStatus.Failed)?.Error;
            activity.SetTag(Tags.ErrorType, error?.Type ?? nameof(RunStatus.Failed));
            activity.SetStatus(ActivityStatusCode.Error, error?.Message);
        }
        else
        {
            activity.SetStatus(run.Status.IsSuccess() ? ActivityStatusCode.Ok : ActivityStatusCode.Unset);
        }

        activity.SetEndTime(run.StartedAt.UtcDateTime.AddMilliseconds(run.DurationMs ?? 0));
    }

    /// <summary>The runtime has no public way to give a span an id; Durable Functions' own tracing takes this one.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);
}
