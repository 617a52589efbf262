using System.Globalization;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Core.Partitions;

/// <summary>
/// What divides a model into partitions. A run writes one partition of each partitioned model: that of its business date, or of the value of a
/// parameter. Partition keys sort in ordinal order; those of dates sort by time. Immutable.
/// </summary>
public sealed record PartitionBy
{
    /// <summary>In characters.</summary>
    public const int MaxKeyLength = 80;

    private readonly string? _dateFormat;

    private PartitionBy(string name, string? dateFormat, string? parameterName)
    {
        Name = name;
        _dateFormat = dateFormat;
        ParameterName = parameterName;
    }

    /// <summary>One partition for each business date: <c>2015-07-31</c>.</summary>
    public static PartitionBy Day { get; } = new("day", "yyyy-MM-dd", null);

    /// <summary>One partition for each month: <c>2015-07</c>.</summary>
    public static PartitionBy Month { get; } = new("month", "yyyy-MM", null);

    /// <summary>One partition for each year: <c>2015</c>.</summary>
    public static PartitionBy Year { get; } = new("year", "yyyy", null);

    /// <summary>For messages: <c>day</c>, <c>month</c>, <c>year</c> or <c>parameter region</c>.</summary>
    public string Name { get; }

    /// <summary>The parameter of the run whose value is the partition key; null for dates.</summary>
    public string? ParameterName { get; }

    /// <summary>Whether the partitions are dates, so that it is known which are missing between two of them.</summary>
    public bool IsByDate => _dateFormat is not null;

    /// <summary>One partition for each value of a parameter of the run.</summary>
    public static PartitionBy Parameter(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new PartitionBy($"parameter {name}", null, name);
    }

    /// <summary>Whether a text could be a partition key: like the name of a task, and not too long.</summary>
    public static bool IsValidKey(string? key) => TaskName.IsValid(key) && key!.Length <= MaxKeyLength;

    /// <summary>The partition of a run.</summary>
    /// <exception cref="KeyNotFoundException">The pipeline has no parameter of that name.</exception>
    public string KeyOf(JobContext job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return ParameterName is null ? KeyOf(job.BusinessDate) : job.Parameter(ParameterName);
    }

    /// <summary>The partition that a date belongs to.</summary>
    /// <exception cref="InvalidOperationException">The partitions are not dates.</exception>
    public string KeyOf(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>The first day of a partition; null when the key is not one of a date of this length.</summary>
    public DateOnly? FirstDay(string key) =>
        DateOnly.TryParseExact(key, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The partition that is a number of partitions later, or earlier when it is negative.</summary>
    /// <exception cref="InvalidOperationException">The partitions are not dates.</exception>
    public string Shift(string key, int partitions)
    {
        var day = FirstDay(key) ?? throw new ArgumentException($"'{key}' is not a {Name}.", nameof(key));
        return KeyOf(this == Day ? day.AddDays(partitions) : this == Month ? day.AddMonths(partitions) : day.AddYears(partitions));
    }

    /// <summary>Every partition from one to another, both included, in order; empty when the first is later.</summary>
    /// <exception cref="InvalidOperationException">The partitions are not dates.</exception>
    public IEnumerable<string> Between(string first, string last)
    {
        for (var key = first; string.CompareOrdinal(key, last) <= 0; key = Shift(key, 1))
        {
            yield return key;
        }
    }

    private string DateFormat => _dateFormat ?? throw new InvalidOperationException($"Partitions by {Name} are not dates.");
}
