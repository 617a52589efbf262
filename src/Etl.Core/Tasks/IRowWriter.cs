namespace Etl.Core.Tasks;

/// <summary>Takes the rows of one output. Not thread-safe. The runtime completes it when the task has ended well.</summary>
public interface IRowWriter<in TRow>
{
    /// <summary>How many rows were written so far.</summary>
    long Rows { get; }

    /// <summary>Appends a row, which may be reused by the caller afterwards. Await it before the next: the writer takes one at a time.</summary>
    /// <exception cref="ArgumentNullException">The row is null.</exception>
    ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default);
}
