using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>The published versions of one model: partitions in ordinal order, in each the newest first. Immutable; stored under the hash of its content.
/// A version that was adopted by later runs is listed once for each of them, with their order keys.</summary>
/// <param name="Schema">Of this record; now 2.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Versions">Never empty. No version appears twice with the same order key.</param>
public sealed record HeadFile(int Schema, string Model, IReadOnlyList<ModelVersion> Versions)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Made anew each time that a list is stored, so that no two writings have the same content, and so the same name: an old one can be deleted although
    /// the list may come to be the same again. Null in lists from before there was retention.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Writing { get; init; }

    /// <summary>The list of a model that has been published for the first time.</summary>
    public static HeadFile Of(ModelVersion version) => new(CurrentSchema, version.Model, [version]);

    /// <summary>The version with the highest order key, over all partitions.</summary>
    [JsonIgnore]
    public ModelVersion Latest => Versions.MaxBy(version => version.Order)!;

    /// <summary>
    /// This list with one more version at its place. Merging is idempotent and commutes, so the heads are the same
    /// in whatever order, and however often, runs publish. Returns this very list when it has the version already.
    /// </summary>
    public HeadFile Merge(ModelVersion version)
    {
        if (version.Model != Model)
        {
            throw new ArgumentException($"Version '{version.Version}' is of model '{version.Model}', not of '{Model}'.", nameof(version));
        }

        if (Versions.Any(known => known.Version == version.Version && known.Order == version.Order))
        {
            return this;
        }

        var versions = Versions.Append(version)
            .OrderBy(known => known.Partition, StringComparer.Ordinal)
            .ThenByDescending(known => known.Order)
            .ThenBy(known => known.Version, StringComparer.Ordinal);
        return this with { Versions = [.. versions] };
    }

    /// <summary>Whether the list has a version, made or adopted by whichever run.</summary>
    public bool Has(ModelVersion version) => Versions.Any(known => known.Version == version.Version && known.Partition == version.Partition);

    /// <summary>
    /// This list with one of its versions before all others of its partition, whatever its business date: right behind the latest, so that a run of the same date that
    /// starts later is newer again. Returns this very list when the version is the latest already, or is not listed.
    /// </summary>
    /// <param name="version">The version. The entry is its run's; when that one is not listed, that of the newest run that has it.</param>
    /// <param name="forcedAt">UTC.</param>
    public HeadFile Force(ModelVersion version, DateTimeOffset forcedAt)
    {
        var partition = Versions.Where(known => known.Partition == version.Partition).ToList();
        var latest = partition.MaxBy(known => known.Order);
        var listed = partition.Where(known => known.Version == version.Version).MaxBy(known => (known.Order.RunId == version.Order.RunId, known.Order));
        if (latest is null || listed is null || latest.Version == version.Version)
        {
            return this;
        }

        var order = new OrderKey(latest.Order.BusinessDate, latest.Order.RunStartedAt.AddTicks(1), listed.Order.RunId);
        return Merge(listed with { Order = order, ForcedAt = forcedAt });
    }

    /// <summary>The newest version whose business date is not after the given one, over all partitions; null when there is none.</summary>
    public ModelVersion? NewestAsOf(DateOnly businessDate) =>
        Versions.Where(version => version.Order.BusinessDate <= businessDate).MaxBy(version => version.Order);

    /// <summary>The same, of one partition; null for the whole model.</summary>
    public ModelVersion? NewestAsOf(DateOnly businessDate, string? partition) =>
        Versions.Where(version => version.Partition == partition && version.Order.BusinessDate <= businessDate).MaxBy(version => version.Order);

    /// <summary>The newest version of each partition, in order of the partitions; of a whole model just the latest.</summary>
    public IEnumerable<ModelVersion> Heads() => Versions.GroupBy(version => version.Partition, StringComparer.Ordinal).Select(versions => versions.MaxBy(version => version.Order)!);
}
