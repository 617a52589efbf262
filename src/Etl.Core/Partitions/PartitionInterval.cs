namespace Etl.Core.Partitions;

/// <summary>Partition keys from one to another in ordinal order, both included; null is no limit.</summary>
public sealed record PartitionInterval(string? First, string? Last)
{
    /// <summary>Whether a partition is in it.</summary>
    public bool Contains(string key) =>
        (First is null || string.CompareOrdinal(key, First) >= 0) && (Last is null || string.CompareOrdinal(key, Last) <= 0);

    /// <summary>The smallest interval that has both.</summary>
    public PartitionInterval Union(PartitionInterval other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new PartitionInterval(
            First is null || other.First is null ? null : string.CompareOrdinal(First, other.First) <= 0 ? First : other.First,
            Last is null || other.Last is null ? null : string.CompareOrdinal(Last, other.Last) >= 0 ? Last : other.Last);
    }
}
