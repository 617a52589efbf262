using System.Text.Json.Serialization;

namespace Etl.Core.Pipelines;

/// <summary>A pipeline in the list that <c>etl pipelines --json</c> and <c>GET pipelines</c> print.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Tasks">How many it has, in all groups together.</param>
/// <param name="Schedules">When it starts by itself.</param>
public sealed record PipelineDocument(string Name, string? Description, int Tasks, IReadOnlyList<Schedule> Schedules)
{
    /// <summary>When each schedule starts it next, UTC, by the schedule's name; null where nobody has looked, and while it is paused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, DateTimeOffset>? NextRunAt { get; init; }

    /// <summary>Whether it is paused, so that nothing of it is started; null where nobody has looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Paused { get; init; }

    /// <summary>Of a pipeline.</summary>
    public static PipelineDocument Of(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return new PipelineDocument(pipeline.Name, pipeline.Description, pipeline.AllTasks().Count(), pipeline.Schedules);
    }
}
