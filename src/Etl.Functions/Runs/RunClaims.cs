using Etl.Core.Partitions;
using Etl.Core.Registry;

namespace Etl.Functions.Runs;

/// <summary>Makes the claims of planned runs.</summary>
internal static class RunClaims
{
    /// <summary>What would be put to start the run.</summary>
    /// <param name="planned">The run.</param>
    /// <param name="request">That it was planned for.</param>
    /// <param name="runId">Null for the provisional one.</param>
    /// <param name="options">Of the app.</param>
    public static RunClaim Of(PlannedRun planned, RunRequest request, string? runId, EtlOptions options)
    {
        var plan = planned.Plan;
        var job = planned.Orchestrator.JobContext;
        job = job with { RunId = runId ?? job.RunId };
        var partitions = RunPartitions.Of(plan.Tasks, planned.Orchestrator.Models, job);
        var snapshot = new RunSnapshot(
            RunSnapshot.CurrentSchema,
            job.RunId,
            job.Pipeline,
            [.. plan.Tasks.Select(partitions.Describe)],
            plan.ExternalModels,
            request.OnFailure,
            options.MaxFanOut,
            options.CancelGrace)
        {
            Partitions = partitions.Own.Count > 0 ? partitions.Own : null,
            Scheduling = request.Scheduling ?? planned.Pipeline.Scheduling,
            Parallelism = request.Parallelism ?? planned.Pipeline.Parallelism,
            Pools = planned.Pools.Count > 0 ? planned.Pools : null,
        };
        return new RunClaim(RunClaim.CurrentSchema, job, request, request.Hash(), snapshot) { ModelConfigs = SettingLayers.Recordable(planned) };
    }
}
