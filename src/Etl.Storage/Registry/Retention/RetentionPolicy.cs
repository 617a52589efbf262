using Etl.Core.Registry;

namespace Etl.Storage.Registry.Retention;

/// <summary>
/// What is kept: of each model and partition the newest versions, everything of runs that are recent or still going on, and all that those were made from. Values out of range
/// are refused when set.
/// </summary>
public sealed record RetentionPolicy
{
    /// <summary>
    /// A task's longest timeout, which is a day, and a day more. Nothing of a run is deleted before its end is so long ago, nor anything before nobody has needed it for
    /// so long: by then an attempt that wrote or read it has committed, or was given up.
    /// </summary>
    public static readonly TimeSpan DefaultSafetyPeriod = TimeSpan.FromDays(2);

    /// <summary>Versions of each model and partition; 1 or more, default 5. The latest is always kept.</summary>
    public int KeepLast
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one version is kept.");
    }
    = 5;

    /// <summary>Runs that ended within this time are kept whole, whether they were published or not; default 30 days. Less than <see cref="SafetyPeriod"/> is as much as that.</summary>
    public TimeSpan KeepFor
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A time is not negative.");
    }
    = TimeSpan.FromDays(30);

    internal TimeSpan SafetyPeriod { get; init; } = DefaultSafetyPeriod;

    /// <summary>Whether a run that ended then is kept whole; null for a run that has not ended.</summary>
    internal bool IsRecent(DateTimeOffset? endedAt, DateTimeOffset now) =>
        endedAt is not { } end || now - end < (KeepFor > SafetyPeriod ? KeepFor : SafetyPeriod);

    /// <summary>
    /// The list without what retention takes off: entries of runs that are not recent and whose version is not among the newest of its partition, or is there with
    /// a newer entry. The very list when nothing goes.
    /// </summary>
    internal HeadFile Shorten(HeadFile list, Func<string, bool> isRecentRun, DateTimeOffset now)
    {
        var kept = list.Versions.GroupBy(version => version.Partition, StringComparer.Ordinal)
            .SelectMany(partition => Kept(partition.OrderByDescending(version => version.Order), isRecentRun, now))
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return kept.Count == list.Versions.Count ? list : list with { Versions = [.. list.Versions.Where(kept.Contains)] };
    }

    private IEnumerable<ModelVersion> Kept(IEnumerable<ModelVersion> newestFirst, Func<string, bool> isRecentRun, DateTimeOffset now)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in newestFirst)
        {
            var isFirst = seen.Add(version.Version);
            var isForcedLately = version.ForcedAt is { } forcedAt && IsRecent(forcedAt, now);
            if ((isFirst && seen.Count <= KeepLast) || isForcedLately || isRecentRun(version.Order.RunId))
            {
                yield return version;
            }
        }
    }
}
