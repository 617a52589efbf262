namespace Etl.Core.Tasks;

/// <summary>Writes whole sequences.</summary>
public static class RowWriterExtensions
{
    /// <summary>Appends every row, in order.</summary>
    public static async Task WriteAllAsync<TRow>(this IRowWriter<TRow> writer, IAsyncEnumerable<TRow> rows, CancellationToken cancellationToken = default)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(row, cancellationToken);
        }
    }

    /// <summary>Appends every row, in order.</summary>
    public static async Task WriteAllAsync<TRow>(this IRowWriter<TRow> writer, IEnumerable<TRow> rows, CancellationToken cancellationToken = default)
    {
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await writer.WriteAsync(row, cancellationToken);
        }
    }
}
