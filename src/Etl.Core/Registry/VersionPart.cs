namespace Etl.Core.Registry;

/// <summary>One of the blobs that a version of many rows is stored in. The parts joined in order are the version.</summary>
/// <param name="Blob">Where the bytes are, as the store names them.</param>
/// <param name="Rows">In this part.</param>
/// <param name="Bytes">As stored.</param>
/// <param name="BlobSha256">Of the bytes as stored, lower-case hexadecimal; verified when they are read.</param>
public sealed record VersionPart(string Blob, long Rows, long Bytes, string BlobSha256);
