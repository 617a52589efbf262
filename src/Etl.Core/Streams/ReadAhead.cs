namespace Etl.Core.Streams;

/// <summary>
/// Rows that a worker on the thread pool reads while the caller works on earlier ones. At most a few hundred are ahead. Each enumeration has a
/// worker of its own, which begins with the first row and has ended when the enumerator is disposed.
/// </summary>
/// <param name="read">Writes the rows, in order. What it throws, the caller gets after the rows that were written before.</param>
/// <param name="stopping">When one of them is set, enumerating throws, as it does with the token that an enumeration is given.</param>
public sealed class ReadAhead<T>(Func<ReadAheadWriter<T>, CancellationToken, Task> read, params IReadOnlyList<CancellationToken> stopping) : IAsyncEnumerable<T>
{
    /// <summary>
    /// Lets enumerations that begin at nearly the same time share one worker: what is read, by any key, of which equal ones give the same rows, and null is
    /// no sharing. Asked for with the first row. All get the same instances, so only rows that can't be changed may be shared.
    /// </summary>
    public (SharedReadings Readings, Func<object?> Key)? Sharing { get; init; }

    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new ReadAheadEnumerator<T>(Join, [.. stopping.Append(cancellationToken).Where(token => token.CanBeCanceled)]);

    private void Join(ReadAheadReader<T> reader, bool mayShare)
    {
        if (mayShare && Sharing is { } sharing && sharing.Key() is { } key)
        {
            sharing.Readings.Join(key, read, reader);
        }
        else
        {
            new ReadAheadFeed<T>(read).TryJoin(reader);
        }
    }
}
