using System.Text.Json.Serialization;
using Etl.Core.Models;

namespace Etl.Core.Registry;

/// <summary>A published version in a <see cref="RunDocument"/>.</summary>
/// <param name="Sha256">Of the content, see <see cref="ModelVersion.ContentSha256"/>.</param>
public sealed record ModelDocument(string Model, string Version, long Rows, long Bytes, string Sha256)
{
    /// <summary>What a file is; null for rows and documents.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    /// <summary>Of a version.</summary>
    public static ModelDocument Of(ModelVersion version) => new(version.Model, version.Version, version.Rows, version.Bytes, version.ContentSha256)
    {
        MediaType = version.Format == ModelFormat.Bytes ? version.MediaType : null,
    };
}
