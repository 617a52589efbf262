using System.Text.Json.Serialization;
using Etl.Core.Models;

namespace Etl.Core.Registry;

/// <summary>A published version as <c>etl models --json</c> and <c>GET models</c> list it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Its id.</param>
/// <param name="RunId">The run that published it: the one that made it, or one that adopted it.</param>
/// <param name="BusinessDate">Of that run.</param>
/// <param name="Rows">How many rows; 1 for a document, 0 for a file.</param>
/// <param name="Bytes">As stored.</param>
/// <param name="Sha256">Of the content, see <see cref="ModelVersion.ContentSha256"/>.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="Quality">What its checks said.</param>
public sealed record ModelVersionDocument(
    string Model,
    string Version,
    string RunId,
    DateOnly BusinessDate,
    long Rows,
    long Bytes,
    string Sha256,
    DateTimeOffset CreatedAt,
    ModelQuality Quality)
{
    /// <summary>What part of the model it is; null for the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Partition { get; init; }

    /// <summary>The run that made it, if another one adopted it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MadeBy { get; init; }

    /// <summary>How many partitions the model has; null for a whole model, and where each is listed for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Partitions { get; init; }

    /// <summary>When it was put before newer versions by hand.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ForcedAt { get; init; }

    /// <summary>What a file is; null for rows and documents.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    /// <summary>Of a version.</summary>
    public static ModelVersionDocument Of(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return new ModelVersionDocument(
            version.Model,
            version.Version,
            version.Order.RunId,
            version.Order.BusinessDate,
            version.Rows,
            version.Bytes,
            version.ContentSha256,
            version.CreatedAt,
            version.Quality)
        {
            Partition = version.Partition,
            MediaType = version.Format == ModelFormat.Bytes ? version.MediaType : null,
            MadeBy = version.RunId == version.Order.RunId ? null : version.RunId,
            ForcedAt = version.ForcedAt,
        };
    }
}
