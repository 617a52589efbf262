namespace Etl.Core.Streams;

/// <summary>Reading on another thread.</summary>
public static class ReadAheadExtensions
{
    /// <summary>The same rows, read by a worker of its own while the caller works on earlier ones: for sources that have to be parsed.</summary>
    public static IAsyncEnumerable<T> ReadAhead<T>(this IAsyncEnumerable<T> rows) => new ReadAhead<T>(async (writer, cancellationToken) =>
    {
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(row);
        }
    });
}
