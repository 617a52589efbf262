using System.Security.Cryptography;
using System.Text.Json;
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

    /// <summary>SHA-256 of the request as canonical JSON: two requests with the same hash ask for the same run.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, RegistryJson.Options)));
}
