namespace Etl.Core.Registry;

/// <summary>The versions that a run reads from elsewhere, resolved once from one reading of the heads, put once and never changed.</summary>
/// <param name="Schema">Of this record; now 2.</param>
/// <param name="RunId">The run.</param>
/// <param name="Versions">One for each external model that has a published version, in the order of the snapshot; of a model that is read as a range of partitions one for each partition, in order.</param>
/// <param name="Missing">External models without a published version that is old enough; a partition stands in brackets behind the name.</param>
public sealed record RunPins(int Schema, string RunId, IReadOnlyList<VersionId> Versions, IReadOnlyList<string> Missing)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Of each model that the run provides the newest published version that is not newer than the run: of the partition that it writes, or of any if that has none. Models without one are left out.</summary>
    public IReadOnlyList<VersionId> Previous { get; init; } = [];

    /// <summary>Of each model that the run provides the schema of its newest published version, whatever its partition. Files, and versions from before there were schemas, are left out.</summary>
    public IReadOnlyList<PublishedSchema> Schemas { get; init; } = [];
}
