namespace Etl.Core.Registry;

/// <summary>A published version in a <see cref="RunDocument"/>.</summary>
/// <param name="Sha256">Of the content, see <see cref="ModelVersion.ContentSha256"/>.</param>
public sealed record ModelDocument(string Model, string Version, long Rows, long Bytes, string Sha256)
{
    /// <summary>Of a version.</summary>
    public static ModelDocument Of(ModelVersion version) => new(version.Model, version.Version, version.Rows, version.Bytes, version.ContentSha256);
}
