namespace Etl.Core.Registry;

/// <summary>The versions that a run reads from elsewhere, resolved once from one reading of the heads, put once and never changed.</summary>
/// <param name="Schema">Of this record; now 1.</param>
/// <param name="RunId">The run.</param>
/// <param name="Versions">One for each external model that has a published version, in the order of the snapshot.</param>
/// <param name="Missing">External models without a published version that is old enough.</param>
public sealed record RunPins(int Schema, string RunId, IReadOnlyList<VersionId> Versions, IReadOnlyList<string> Missing)
{
    /// <summary>The schema that this code writes.</summary>
    public const int CurrentSchema = 1;
}
