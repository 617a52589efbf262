using Etl.Core.Registry;
using Etl.Core.Runs;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Shows paused runs as Paused: the records say Running, only the task hub knows.</summary>
internal static class PausedRuns
{
    /// <summary>Asks the hub for the run's instance, unless the run has ended.</summary>
    public static async Task<RunDocument> ShowAsync(DurableTaskClient client, RunDocument run, CancellationToken cancellationToken) =>
        !run.Status.HasEnded() && await client.GetInstanceAsync(run.RunId, getInputsAndOutputs: false, cancellationToken) is { RuntimeStatus: OrchestrationRuntimeStatus.Suspended }
            ? run with { Status = RunStatus.Paused }
            : run;

    /// <summary>Asks the hub once for all, unless every run has ended.</summary>
    public static async Task<IReadOnlyList<RunIndexEntry>> ShowAsync(DurableTaskClient client, IReadOnlyList<RunIndexEntry> runs, CancellationToken cancellationToken)
    {
        if (runs.All(run => run.Status.HasEnded()))
        {
            return runs;
        }

        var paused = await FindAsync(client, cancellationToken);
        return [.. runs.Select(run => !run.Status.HasEnded() && paused.Contains(run.RunId) ? run with { Status = RunStatus.Paused } : run)];
    }

    /// <summary>The ids of all paused runs, by one query of the hub.</summary>
    public static async Task<IReadOnlySet<string>> FindAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var suspended = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Suspended])).WithCancellation(cancellationToken))
        {
            suspended.Add(instance.InstanceId);
        }

        return suspended;
    }
}
