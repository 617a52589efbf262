using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Runs;
using Etl.Storage.Registry;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Activities;

/// <summary>The last activity of a run: gives up what was not committed and puts the summary.</summary>
public sealed class FinishRun(RunRecords records, RunEndings endings)
{
    private const int MaxNames = 3;

    /// <summary>Idempotent: the first summary that was put is the run's.</summary>
    [Function(nameof(FinishRun))]
    public async Task<FinishRunResult> RunAsync([ActivityTrigger] FinishRunInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var claim = await records.GetClaimAsync(input.RunId, cancellationToken) ?? throw new UnknownRunException(input.RunId);
        var givenUp = input.NotSucceeded.Select(outcome => new GivenUpTask(outcome.Task, outcome.Status, outcome.Attempt, outcome.Error)).ToList();
        var run = await endings.FinishAsync(claim, input.Ending, input.Error, givenUp, cancellationToken);
        return new FinishRunResult(run.Status, Describe(run), run.Models.Count);
    }

    private static string Describe(RunDocument run)
    {
        var failed = run.Tasks.Where(task => task.Status == RunStatus.Failed).ToList();
        return run.Status switch
        {
            RunStatus.Succeeded => $"Run '{run.RunId}' succeeded: {run.Tasks.Count} tasks, {run.Models.Count} models published.",
            RunStatus.Cancelled => $"Run '{run.RunId}' was cancelled; nothing was published.",
            _ when failed.Count == 0 => $"Run '{run.RunId}' failed: {run.Error?.Message ?? "its tasks did not end"}",
            _ => $"Run '{run.RunId}' failed: {failed.Count} of {run.Tasks.Count} tasks failed ({string.Join(", ", failed.Take(MaxNames).Select(task => task.Name))}{(failed.Count > MaxNames ? ", ..." : "")}); nothing was published. Mend the cause, then run what is left with: etl rerun {run.RunId} --from-failed",
        };
    }
}
