using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Pipelines;

namespace Etl.Functions.Runs;

/// <summary>A run that could be started: everything about it was checked that can be checked without writing.</summary>
/// <param name="Pipeline">What is run.</param>
/// <param name="Orchestrator">Its plan and models; the job context has a provisional run id.</param>
/// <param name="ModelConfigs">The settings of the pipeline, the deployment and the request together.</param>
public sealed record PlannedRun(Pipeline Pipeline, Orchestrator Orchestrator, ModelConfigs ModelConfigs);
