using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Storage.Registry;
using Microsoft.DurableTask.Client;

namespace Etl.Functions.Runs;

/// <summary>Starts runs that repeat an earlier one: with its inputs, settings, parameters and business date, and the tasks that the app has now. Thread-safe.</summary>
public sealed class RunRepeater(RunPlanner planner, RunStarter starter, RunRecords records)
{
    /// <summary>Repeats a run that has ended, or finds the run that the same request started before.</summary>
    /// <param name="client">Of the task hub.</param>
    /// <param name="runId">What is repeated.</param>
    /// <param name="fromFailed">Takes over what the run committed; otherwise every task is run again.</param>
    /// <param name="origin">Who asks: settings and sources are allowed as for a start.</param>
    /// <param name="idempotencyKey">Makes a repeated request find the run that the first one started.</param>
    /// <param name="cancellationToken">Honoured until the run is claimed.</param>
    /// <exception cref="UnknownRunException">There is no such run.</exception>
    /// <exception cref="RunConflictException">The run has not ended, or it succeeded and nothing of it has failed.</exception>
    /// <exception cref="InvalidRunRequestException">It can't be repeated; carries every problem. Nothing was written.</exception>
    public async Task<RunStart> RepeatAsync(DurableTaskClient client, string runId, bool fromFailed, RunOrigin origin, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var earlier = await records.FindClaimAsync(runId, cancellationToken) ?? throw new UnknownRunException(runId);
        var request = Request(earlier, fromFailed, origin);
        var newId = idempotencyKey is null ? null : RunId.ForIdempotencyKey(earlier.Job.Pipeline, idempotencyKey);
        if (await starter.FindRepeatedAsync(client, request, newId, cancellationToken) is { } known)
        {
            return known;
        }

        await EnsureEndedAsync(client, runId, fromFailed, cancellationToken);
        var planned = await planner.PlanRerunAsync(earlier, request, cancellationToken);
        if (await FindDeletedInputsAsync(earlier, planned.Orchestrator.Models, cancellationToken) is { Count: > 0 } deleted)
        {
            throw new InvalidRunRequestException(earlier.Job.Pipeline, deleted);
        }

        return await starter.StartAsync(client, planned, request, newId, cancellationToken);
    }

    /// <summary>A plain repetition runs every task: who asks for it wants the work done again.</summary>
    private static RunRequest Request(RunClaim earlier, bool fromFailed, RunOrigin origin) => earlier.Request with
    {
        Origin = origin,
        Rerun = new RerunRequest(earlier.Job.RunId, fromFailed),
        Reuse = fromFailed ? earlier.Request.Reuse : ReuseMode.None,
    };

    private async Task EnsureEndedAsync(DurableTaskClient client, string runId, bool fromFailed, CancellationToken cancellationToken)
    {
        if (await records.FindSummaryAsync(runId, cancellationToken) is { } summary)
        {
            if (fromFailed && summary.Status.IsSuccess())
            {
                throw new RunConflictException(runId, $"Nothing failed in run '{runId}': it succeeded. To repeat all of it use a plain rerun: etl rerun {runId}");
            }

            return;
        }

        throw new RunConflictException(runId, await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken) is { IsCompleted: false }
            ? $"Run '{runId}' is running. Wait until it has ended, or cancel it: etl cancel {runId}"
            : $"Run '{runId}' was interrupted: nobody works on it, and it has not ended. Go on with it instead: etl resume {runId}");
    }

    private async Task<IReadOnlyList<RunProblem>> FindDeletedInputsAsync(RunClaim earlier, ModelRegistry models, CancellationToken cancellationToken)
    {
        var runId = earlier.Job.RunId;
        if (await records.FindPinsAsync(runId, cancellationToken) is not { Missing.Count: 0 } pins)
        {
            // It read nothing: what it would read is looked up anew.
            return [];
        }

        var previous = pins.Previous.Where(version => models.Contains(version.Model) && models.Get(version.Model).ReadsPreviousVersion);
        var versions = pins.Versions.Concat(previous).ToList();
        var commits = await records.FindCommitsAsync(versions, cancellationToken);
        return [.. versions.Zip(commits)
            .Where(pair => pair.Second?.Outputs.Any(output => output.Model == pair.First.Model && output.Version == pair.First.Version) != true)
            .Select(pair => new RunProblem("deleted-input", $"Version '{pair.First.Version}' of model '{pair.First.Model}', which run '{runId}' has read, was deleted by retention. The run can't be repeated; start a new one: etl run {earlier.Job.Pipeline}"))];
    }
}
