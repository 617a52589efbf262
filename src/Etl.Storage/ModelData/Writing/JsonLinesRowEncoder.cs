namespace Etl.Storage.ModelData.Writing;

/// <summary>JSON Lines: the canonical rows as they are.</summary>
internal sealed class JsonLinesRowEncoder : IRowEncoder
{
    public ReadOnlyMemory<byte> Encode(RowChunk chunk) => chunk.Bytes;
}
