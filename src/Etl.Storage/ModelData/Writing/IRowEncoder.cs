namespace Etl.Storage.ModelData.Writing;

/// <summary>Turns canonical rows into the format of one blob, from its first chunk to its last.</summary>
internal interface IRowEncoder
{
    /// <summary>The bytes of a chunk's rows, after those that a blob begins with if it is the first; valid until the next call, and as long as the chunk is.</summary>
    ReadOnlyMemory<byte> Encode(RowChunk chunk);
}
