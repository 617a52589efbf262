namespace Etl.Core.Partitions;

/// <summary>Which partitions of a model a task reads.</summary>
/// <param name="Count">How many, ending with the run's own; null for all up to the run's own, or all if partitions are not dates.</param>
public sealed record PartitionRange(int? Count)
{
    /// <summary>Every published partition that is not later than the run's own.</summary>
    public static PartitionRange All { get; } = new((int?)null);

    /// <summary>The run's own partition and those before it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is nothing to read.</exception>
    public static PartitionRange Last(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new PartitionRange(count);
    }

    /// <summary>The range that has all partitions of both.</summary>
    public PartitionRange Union(PartitionRange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count is { } mine && other.Count is { } theirs ? new PartitionRange(Math.Max(mine, theirs)) : All;
    }

    /// <summary>The range as keys, for a run.</summary>
    /// <param name="by">Of the model.</param>
    /// <param name="own">The run's own partition.</param>
    /// <exception cref="ArgumentException">A number of partitions was asked for that are not dates.</exception>
    public PartitionInterval For(PartitionBy by, string own)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!by.IsByDate)
        {
            return Count is null ? new PartitionInterval(null, null) : throw new ArgumentException($"Partitions by {by.Name} have no order in time: all can be read, not the last {Count}.", nameof(by));
        }

        return new PartitionInterval(Count is { } count ? by.Shift(own, 1 - count) : null, own);
    }
}
