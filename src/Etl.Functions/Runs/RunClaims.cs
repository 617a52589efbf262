using Etl.Core.Partitions;
using Etl.Core.Registry;

namespace Etl.Functions.Runs;

/// <summary>Makes the claims of planned runs.</summary>
internal static class RunClaims
{
    /// <summary>With a hundred activities in each, more than most apps have workers for.</summary>
    private const int ChunksAtATime = 10;

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
        var scheduling = request.Scheduling ?? planned.Pipeline.Scheduling;
        var parallelism = request.Parallelism ?? planned.Pipeline.Parallelism;
        var tasksPerActivity = planned.Pipeline.TasksPerActivity ?? options.TasksPerActivity;
        var packs = scheduling == RunScheduling.Levels ? TaskPacks.Of(plan, Math.Min(tasksPerActivity, parallelism ?? tasksPerActivity)) : null;
        var isWide = scheduling == RunScheduling.Levels && plan.Tasks.Count > options.MaxFanOut * ChunksAtATime;
        var snapshot = new RunSnapshot(
            planned.Pools.Count > 0 ? RunSnapshot.SchemaWithPools : isWide ? RunSnapshot.SchemaWithChunks : packs is null ? RunSnapshot.SchemaWithoutPacks : RunSnapshot.SchemaWithPacks,
            job.RunId,
            job.Pipeline,
            [.. plan.Tasks.Select(partitions.Describe)],
            plan.ExternalModels,
            request.OnFailure,
            options.MaxFanOut,
            options.CancelGrace)
        {
            Partitions = partitions.Own.Count > 0 ? partitions.Own : null,
            Scheduling = scheduling,
            Packs = packs,
            ChunksAtATime = isWide ? ChunksAtATime : null,
            Parallelism = parallelism,
            Pools = planned.Pools.Count > 0 ? planned.Pools : null,
            IsFollowed = request.Origin == RunOrigin.CommandLine,
        };
        return new RunClaim(RunClaim.CurrentSchema, job, request, request.Hash(), snapshot) { ModelConfigs = SettingLayers.Recordable(planned) };
    }
}
