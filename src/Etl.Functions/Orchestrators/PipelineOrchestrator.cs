using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>
/// The durable orchestration of a run: pins what it reads from elsewhere, runs the levels, publishes, finishes.
/// All decisions follow from its snapshot and from activity results.
/// </summary>
public static class PipelineOrchestrator
{
    /// <summary>Started with a <see cref="RunSnapshot"/> under the run's id.</summary>
    /// <exception cref="RunFailedException">The run failed; its record says why.</exception>
    [Function(nameof(PipelineOrchestrator))]
    public static async Task<RunOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var snapshot = context.GetInput<RunSnapshot>() ?? throw new InvalidOperationException($"Run '{context.InstanceId}' was started without a snapshot. Runs are started by POST pipelines/{{pipeline}}/runs, by a schedule or by 'etl run'.");
        if (snapshot.Schema > RunSnapshot.CurrentSchema)
        {
            throw new InvalidOperationException($"Run '{snapshot.RunId}' was started by a newer version of the app (snapshot schema {snapshot.Schema}); this one reads up to {RunSnapshot.CurrentSchema}. Deploy the newer version again to end it.");
        }

        var run = new RunExecution(context, snapshot);
        var result = await run.ExecuteAsync();
        return result.Status == RunStatus.Failed
            ? throw new RunFailedException(result.Summary)
            : new RunOutcome(result.Status, snapshot.Tasks.Count, result.Published);
    }
}
