using Etl.Core.Registry;

namespace Etl.Storage.ModelData.Writing;

/// <summary>What was written: the blobs in order, and the hash of the canonical content, which does not depend on them.</summary>
internal sealed record WrittenContent(IReadOnlyList<VersionPart> Parts, string ContentSha256);
