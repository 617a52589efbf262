using System.Buffers;

namespace Etl.Storage.ModelData.Writing;

/// <summary>JSON Lines: the canonical rows as they are.</summary>
internal sealed class JsonLinesRowEncoder : IRowEncoder
{
    private readonly ArrayBufferWriter<byte> _pending = new(ModelOutput.ChunkBytes + 4096);

    public int PendingBytes => _pending.WrittenCount;

    public void Append(ReadOnlySpan<byte> canonicalRow) => _pending.Write(canonicalRow);

    public ReadOnlyMemory<byte> TakePending() => _pending.WrittenMemory;

    public void ClearPending() => _pending.ResetWrittenCount();
}
