using Etl.Storage.Caching;
using Etl.Storage.Objects;

namespace Etl.Storage.ModelData.Writing;

/// <summary>Where all outputs of a process go, and what they share.</summary>
internal sealed record OutputStore(IObjectStore Objects, BlobCache? Cache, PartSettings Settings, ChunkBudget Budget);
