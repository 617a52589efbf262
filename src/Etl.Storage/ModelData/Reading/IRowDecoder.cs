namespace Etl.Storage.ModelData.Reading;

/// <summary>Finds the rows in the uncompressed bytes of a version. It throws a <see cref="FormatException"/> about the line that it stands on.</summary>
internal interface IRowDecoder : IAsyncDisposable
{
    /// <summary>The line in which the row, or what was taken for one, begins; the first is 1.</summary>
    long Line { get; }

    /// <summary>The row as JSON; valid until the next read.</summary>
    ArraySegment<byte> Row { get; }

    /// <summary>Goes to the next row if it has been read from the stream already. After false <see cref="ReadAsync"/> goes on.</summary>
    bool TryRead();

    /// <summary>Goes to the next row; false after the last one, when all bytes have been read.</summary>
    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);
}
