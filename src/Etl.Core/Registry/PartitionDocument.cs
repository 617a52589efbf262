using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>A partition in a <see cref="ModelDetailDocument"/>.</summary>
/// <param name="Partition">Its key.</param>
/// <param name="State">Whether it is there, and still right.</param>
public sealed record PartitionDocument(string Partition, PartitionState State)
{
    /// <summary>Its newest version; null when it is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>The inputs that have a newer version than the one it was made from; null when it is not stale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? StaleInputs { get; init; }
}
