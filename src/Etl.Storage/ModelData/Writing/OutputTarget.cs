using Etl.Core.Models;

namespace Etl.Storage.ModelData.Writing;

/// <summary>Where one output of one attempt goes: the version that it will be, and its blobs.</summary>
internal sealed record OutputTarget(OutputStore Store, Model Model, AttemptProgress Progress)
{
    public string Version { get; } = BlobNaming.NewVersion();

    /// <summary>Starts a blob; the first part is 1.</summary>
    public EncodedBlob OpenBlob(int part = 1) => new(Store.Objects, Store.Cache, BlobNaming.BlobName(Model, Version, part), Model.Compression, Progress);
}
