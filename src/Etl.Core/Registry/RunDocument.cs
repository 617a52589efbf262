using System.Text.Json.Serialization;
using Etl.Core.Runs;

namespace Etl.Core.Registry;

/// <summary>A run as <c>etl show --json</c> and <c>GET runs/{id}</c> print it; the summary of a finished run is stored in this form.</summary>
public sealed record RunDocument
{
    /// <summary>The durable instance id.</summary>
    public required string RunId { get; init; }

    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Where the run stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The day that the data is about.</summary>
    public DateOnly BusinessDate { get; init; }

    /// <summary>When the run was claimed, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From the claim to the end; null while it has not ended.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Why the run failed, where that is more than its tasks say.</summary>
    public TaskError? Error { get; init; }

    /// <summary>The run that this one repeats.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RerunOf { get; init; }

    /// <summary>Every parameter of the pipeline with the run's value, sorted by name; null when it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Which tasks were asked for, as a selection expression; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Select { get; init; }

    /// <summary>Which of those were left out, as a selection expression; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Exclude { get; init; }

    /// <summary>Checks that did not pass, of all tasks; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ModelCheckDocument>? Checks { get; init; }

    /// <summary>In run order.</summary>
    public required IReadOnlyList<TaskDocument> Tasks { get; init; }

    /// <summary>What the run published; empty until it has.</summary>
    public required IReadOnlyList<ModelDocument> Models { get; init; }

    /// <summary>Of the stored summary; now 1.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;
}
