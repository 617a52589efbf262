using Etl.Core.Registry;
using Etl.Core.Runs;
using Microsoft.Extensions.Logging;

namespace Etl.Functions.Activities;

/// <summary>The line that says how a task has ended.</summary>
internal static class OutcomeLog
{
    public static void Write(ILogger logger, TaskCommit decided)
    {
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
            Log.TaskNotSucceeded(logger, decided.RunId, decided.Task, decided.Status, decided.Attempt, durationMs, decided.Error?.Message ?? "its run was cancelled");
        }
    }
}
