using System.Text.Json.Serialization;

namespace Etl.Core.Planning;

/// <summary>A plan as <c>etl plan --format json</c> and <c>GET pipelines/{p}</c> print it.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Tasks">In run order.</param>
/// <param name="ExternalModels">Required models that none of the tasks provides: other pipelines do, or tasks that are not selected.</param>
/// <param name="Parameters">What a run can be started with.</param>
/// <param name="Schedules">When it starts by itself.</param>
public sealed record PlanDocument(
    string Pipeline,
    string? Description,
    IReadOnlyList<PlannedTaskDocument> Tasks,
    IReadOnlyList<string> ExternalModels,
    IReadOnlyList<Pipelines.Parameter> Parameters,
    IReadOnlyList<Pipelines.Schedule> Schedules)
{
    /// <summary>Those of the external models that tasks of this pipeline provide which are not selected; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnselectedModel>? UnselectedModels { get; init; }

    /// <summary>Of a planned pipeline.</summary>
    public static PlanDocument Of(Pipelines.Pipeline pipeline, ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(plan);
        return new PlanDocument(
            pipeline.Name,
            pipeline.Description,
            [.. plan.Tasks.Select(task => new PlannedTaskDocument(task.Name, task.GroupPath, task.Level, task.Requires, task.Provides, task.Upstream, task.Task.Description) { Tags = task.Tags, Owner = task.Task.Owner })],
            plan.ExternalModels,
            pipeline.Parameters,
            pipeline.Schedules)
        {
            UnselectedModels = plan.UnselectedModels.Count == 0 ? null : plan.UnselectedModels,
        };
    }
}
