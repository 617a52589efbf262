using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Core.Models;

namespace Etl.Core.Registry;

/// <summary>What was asked for, as it was asked: what is null was left to the pipeline.</summary>
public sealed record RunRequest
{
    /// <summary>The pipeline's name.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Parameter values by name, sorted by name.</summary>
    public SortedDictionary<string, string> Parameters { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Settings of models for this run.</summary>
    public ModelConfigs ModelConfigs { get; init; } = ModelConfigs.Empty;

    /// <summary>The day that the data is about.</summary>
    public DateOnly? BusinessDate { get; init; }

    /// <summary>Where it runs, for the tasks to know.</summary>
    public string? Environment { get; init; }

    /// <summary>What happens when a task has failed.</summary>
    public FailureMode OnFailure { get; init; }

    /// <summary>Who asked.</summary>
    public RunOrigin Origin { get; init; }

    /// <summary>Which tasks run, as a selection expression; all when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Select { get; init; }

    /// <summary>Which of the selected tasks do not run, as a selection expression.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Exclude { get; init; }

    /// <summary>Whether tasks whose outputs would be the same as before are run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ReuseMode Reuse { get; init; }

    /// <summary>Publishes models whose schema can break their readers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllowBreaking { get; init; }

    /// <summary>When tasks are started; null leaves it to the pipeline.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunScheduling? Scheduling { get; init; }

    /// <summary>How many tasks run at a time, at least 1; null leaves it to the pipeline.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Parallelism { get; init; }

    /// <summary>The run that this one repeats.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RerunRequest? Rerun { get; init; }

    /// <summary>SHA-256 of the request as canonical JSON: two requests with the same hash ask for the same run.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, RegistryJson.Options)));
}
