namespace Etl.Storage.ModelData.Writing;

/// <summary>Turns canonical rows into a format and collects the bytes until they are taken.</summary>
internal interface IRowEncoder
{
    /// <summary>About how many bytes have been collected.</summary>
    int PendingBytes { get; }

    /// <summary>Takes a row as one JSON value and a line feed. When it throws, nothing of the row is kept.</summary>
    void Append(ReadOnlySpan<byte> canonicalRow);

    /// <summary>All that was collected; valid until <see cref="ClearPending"/>.</summary>
    ReadOnlyMemory<byte> TakePending();

    /// <summary>Called when what was taken has been passed on.</summary>
    void ClearPending();
}
