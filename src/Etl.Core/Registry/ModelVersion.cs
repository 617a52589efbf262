using System.Text.Json.Serialization;
using Etl.Core.Models;

namespace Etl.Core.Registry;

/// <summary>One output of one task, as its commit record and the head files list it. Immutable.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">Unique for the model: 12 lower-case hexadecimal digits, made anew for each attempt.</param>
/// <param name="RunId">The run that made it. A run that adopted it has the same version with an <paramref name="Order"/> of its own.</param>
/// <param name="Task">The task that made it.</param>
/// <param name="Partition">What part of the model it is; null for the whole.</param>
/// <param name="Order">Its place among the versions of the model.</param>
/// <param name="Blob">Where the bytes are, as the store names them.</param>
/// <param name="Format">How the rows are encoded.</param>
/// <param name="Compression">How the encoded bytes are compressed.</param>
/// <param name="MediaType">What the uncompressed bytes are.</param>
/// <param name="Rows">How many rows; 1 for a document, 0 for a file.</param>
/// <param name="Bytes">As stored.</param>
/// <param name="BlobSha256">Of the bytes as stored, lower-case hexadecimal; verified when they are read.</param>
/// <param name="ContentSha256">Of the canonical uncompressed content: each row as JSON and a line feed, or the document or file itself. Independent of format and compression.</param>
/// <param name="CreatedAt">When the attempt completed it, UTC.</param>
public sealed record ModelVersion(
    string Model,
    string Version,
    string RunId,
    string Task,
    string? Partition,
    OrderKey Order,
    string Blob,
    ModelFormat Format,
    ModelCompression Compression,
    string MediaType,
    long Rows,
    long Bytes,
    string BlobSha256,
    string ContentSha256,
    DateTimeOffset CreatedAt)
{
    /// <summary>The blobs in order; null when <see cref="Blob"/> is the only one. Otherwise <see cref="Blob"/> and <see cref="BlobSha256"/> are those of the first part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<VersionPart>? Parts { get; init; }

    /// <summary>What the model's checks said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelQuality Quality { get; init; }

    /// <summary>Of <see cref="OutputDetails.Schema"/>; two versions with the same hash have the same schema. Null for a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SchemaHash { get; init; }

    /// <summary>What it was made from; null when it can't be reused, because nobody knows whether that has changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VersionFingerprint? Fingerprint { get; init; }

    /// <summary>When somebody put it before newer versions by <c>etl publish --force</c>, UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ForcedAt { get; init; }

    /// <summary>The name that travels through an orchestration. It names the run that published or adopted the version, whose commit record has it too.</summary>
    [JsonIgnore]
    public VersionId Id => new(Model, Version, Order.RunId, Task) { Partition = Partition };

    /// <summary>The blobs in order.</summary>
    [JsonIgnore]
    public IReadOnlyList<VersionPart> AllParts => Parts ?? [new VersionPart(Blob, Rows, Bytes, BlobSha256)];
}
