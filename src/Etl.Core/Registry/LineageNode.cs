using System.Text.Json.Serialization;
using Etl.Core.Tasks;

namespace Etl.Core.Registry;

/// <summary>A version in a <see cref="LineageDocument"/>.</summary>
/// <param name="Id"><c>MODEL@VERSION</c>, with the partition in brackets behind the model.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its id.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="Task">The task that made it.</param>
public sealed record LineageNode(string Id, string Model, string Version, string RunId, string Task)
{
    /// <summary>What part of the model it is; null for the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Partition { get; init; }

    /// <summary>Null when its record was deleted by the retention.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>How many rows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Rows { get; init; }

    /// <summary>Of the content.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>Of the task, when it made the version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CodeVersion { get; init; }

    /// <summary>Settings and parameters that the version was made with, and the content of what was read, by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? MadeWith { get; init; }

    /// <summary>What the task read from outside.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SourceReading>? Sources { get; init; }
}
