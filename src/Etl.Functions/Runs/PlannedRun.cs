using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;
using Etl.Core.Planning;

namespace Etl.Functions.Runs;

/// <summary>A run that could be started: everything about it was checked that can be checked without writing.</summary>
/// <param name="Pipeline">What is run.</param>
/// <param name="Orchestrator">The plan of the whole pipeline and its models; the job context has a provisional run id.</param>
/// <param name="Plan">What of it the run would run.</param>
/// <param name="ModelConfigs">The settings of the pipeline, the deployment and the request together, secrets included.</param>
public sealed record PlannedRun(Pipeline Pipeline, Orchestrator Orchestrator, ExecutionPlan Plan, ModelConfigs ModelConfigs)
{
    /// <summary>Slots of the pools that its tasks use, by name.</summary>
    public SortedDictionary<string, int> Pools { get; init; } = new(StringComparer.Ordinal);
}
