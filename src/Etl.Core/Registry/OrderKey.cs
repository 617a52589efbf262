namespace Etl.Core.Registry;

/// <summary>
/// Orders the versions of a model: by business date, then by the start of the run, then by its id. It is known when a run
/// is claimed, so the order does not depend on which run ends first.
/// </summary>
public sealed record OrderKey(DateOnly BusinessDate, DateTimeOffset RunStartedAt, string RunId) : IComparable<OrderKey>
{
    /// <inheritdoc/>
    public int CompareTo(OrderKey? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = BusinessDate.CompareTo(other.BusinessDate);
        order = order != 0 ? order : RunStartedAt.CompareTo(other.RunStartedAt);
        return order != 0 ? order : string.CompareOrdinal(RunId, other.RunId);
    }
}
