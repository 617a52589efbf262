using System.Text.Json.Serialization;

namespace Etl.Core.Registry;

/// <summary>The published versions of one model: partitions in ordinal order, in each the newest first. Immutable; stored under the hash of its content.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Versions">Never empty. No version appears twice.</param>
public sealed record HeadFile(int Schema, string Model, IReadOnlyList<ModelVersion> Versions)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;

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

        if (Versions.Any(known => known.Version == version.Version))
        {
            return this;
        }

        var versions = Versions.Append(version)
            .OrderBy(known => known.Partition, StringComparer.Ordinal)
            .ThenByDescending(known => known.Order)
            .ThenBy(known => known.Version, StringComparer.Ordinal);
        return this with { Versions = [.. versions] };
    }

    /// <summary>The newest version whose business date is not after the given one; null when there is none.</summary>
    public ModelVersion? NewestAsOf(DateOnly businessDate) =>
        Versions.Where(version => version.Order.BusinessDate <= businessDate).MaxBy(version => version.Order);
}
