using System.Security.Cryptography;
using System.Text.Json;

namespace Etl.Core.Registry;

/// <summary>A run of a pipeline for each business date of a range, as it was asked for.</summary>
public sealed record BackfillRequest
{
    /// <summary>What each run is asked for, but for its business date.</summary>
    public required RunRequest Run { get; init; }

    /// <summary>First business date.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last business date.</summary>
    public required DateOnly To { get; init; }

    /// <summary>So many runs at a time; 1 to 50.</summary>
    public int MaxParallel { get; init; } = 1;

    /// <summary>Only dates of which a partition is missing when the backfill is asked for.</summary>
    public bool MissingOnly { get; init; }

    /// <summary>SHA-256 of the request as canonical JSON: two requests with the same hash ask for the same backfill.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, RegistryJson.Options)));
}
