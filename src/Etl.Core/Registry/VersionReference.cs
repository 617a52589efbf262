using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Text;

namespace Etl.Core.Registry;

/// <summary>A version as people name it: <c>Bookings</c>, <c>Bookings@latest</c>, <c>Bookings@0123456789ab</c>, <c>Bookings@hotels-20261121-nightly</c>, <c>Nights[2015-07]</c>, <c>Nights[2015-07]@0123456789ab</c>.</summary>
/// <param name="Model">The model's name; always valid.</param>
/// <param name="Partition">Null when none was named: then any partition is meant.</param>
/// <param name="Version">A version, or a run that made or adopted one; null for the latest.</param>
public sealed record VersionReference(string Model, string? Partition, string? Version)
{
    private const string Latest = "latest";

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">It is none; the message says why, and what one looks like.</exception>
    public static VersionReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? text : text[..at];
        var version = at < 0 ? null : text[(at + 1)..];
        string? partition = null;
        if (name.EndsWith(']') && name.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket)
        {
            partition = name[(bracket + 1)..^1];
            name = name[..bracket];
        }

        if (!ModelName.IsValid(name) || version is { Length: 0 } || (partition is not null && !PartitionBy.IsValidKey(partition)))
        {
            throw new FormatException($"'{text}' names no version of a model. Write MODEL, MODEL@VERSION, MODEL@RUN or MODEL[PARTITION], such as Bookings.Resort or Nights[2015-07]@latest.");
        }

        return new VersionReference(name, partition, version == Latest ? null : version);
    }

    /// <summary>The version in a list. Of several that a run made of a model the latest.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message says what there is.</exception>
    public ModelVersion Find(HeadFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var versions = Partition is null ? file.Versions : [.. file.Versions.Where(version => version.Partition == Partition)];
        if (versions.Count == 0)
        {
            var partitions = file.Versions.Select(version => version.Partition).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            throw new KeyNotFoundException(partitions.Count == 0
                ? $"Model '{Model}' has no partitions. Name it without brackets."
                : $"Model '{Model}' has no partition '{Partition}'.{Suggestion.DidYouMean(Partition!, partitions)} It has {partitions.Count}, from {partitions[0]} to {partitions[^1]}. List them with 'etl model show {Model}'.");
        }

        return (Version is null ? versions : versions.Where(version => version.Version == Version || version.RunId == Version || version.Order.RunId == Version)).MaxBy(version => version.Order)
            ?? throw new KeyNotFoundException($"Model '{Model}' has no version '{Version}'{(Partition is null ? "" : $" of partition '{Partition}'")}.{Suggestion.DidYouMean(Version!, versions.Select(version => version.Version))} List them with 'etl model show {Model}'.");
    }
}
