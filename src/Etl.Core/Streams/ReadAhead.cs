namespace Etl.Core.Streams;

/// <summary>
/// Rows that a worker on the thread pool reads while the caller works on earlier ones. At most a few hundred are ahead. Each enumeration has a
/// worker of its own, which begins with the first row and has ended when the enumerator is disposed.
/// </summary>
/// <param name="read">Writes the rows, in order. What it throws, the caller gets after the rows that were written before.</param>
/// <param name="stopping">When one of them is set, enumerating throws, as it does with the token that an enumeration is given.</param>
public sealed class ReadAhead<T>(Func<ReadAheadWriter<T>, CancellationToken, Task> read, params IReadOnlyList<CancellationToken> stopping) : IAsyncEnumerable<T>
{
    /// <inheritdoc/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new ReadAheadEnumerator<T>(read, [.. stopping.Append(cancellationToken).Where(token => token.CanBeCanceled)]);
}
