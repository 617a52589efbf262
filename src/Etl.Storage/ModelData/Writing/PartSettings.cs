namespace Etl.Storage.ModelData.Writing;

/// <summary>How outputs of rows are cut into parts, and how much of them may be held in memory.</summary>
internal sealed record PartSettings
{
    /// <summary>A part ends with the row that makes it at least this large, in bytes of canonical rows. The last one may be smaller.</summary>
    public long PartBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>No row is larger, in bytes of JSON: a reader has it in memory several times.</summary>
    public int MaxRowBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Rows are handed to the workers in chunks of at least this many bytes. With a little room for the last row a chunk takes 256 KiB.</summary>
    public int ChunkBytes { get; init; } = 248 * 1024;

    /// <summary>How many chunks may wait or be worked on, over all outputs of a store together; beside them every output has one that is being filled. 48 MiB.</summary>
    public int ChunksInFlight { get; init; } = 192;

    /// <summary>How many parts of one output are written at the same time. More than the cores can compress would only take memory.</summary>
    public int PartsInFlight { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 4);
}
