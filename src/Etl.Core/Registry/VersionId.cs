using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>Names one version of a model exactly, and the commit record that describes it. This is what travels through an orchestration; data never does.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Unique for the model.</param>
/// <param name="RunId">A run that made or adopted it; the commit record of <paramref name="Task"/> in that run has the rest.</param>
/// <param name="Task">The task that made it.</param>
public sealed record VersionId(string Model, string Version, string RunId, string Task)
{
    /// <summary>What part of the model it is; null for the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Partition { get; init; }
}
