namespace Etl.Storage.ModelData.Writing;

/// <summary>The two hashes of a blob that was written: of the bytes as stored, and of the canonical content.</summary>
internal sealed record WrittenContent(string BlobSha256, string ContentSha256);
