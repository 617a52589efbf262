using Etl.Core.Registry;

namespace Etl.Core.Reuse;

/// <summary>What a task reads of a model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Partition">Null for the whole.</param>
/// <param name="ContentSha256">Null when it is not known yet, because the task that provides it has not run.</param>
public sealed record InputContent(string Model, string? Partition, string? ContentSha256)
{
    /// <summary>Of a version that there is.</summary>
    public static InputContent Of(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return new InputContent(version.Model, version.Partition, version.ContentSha256);
    }
}
