namespace Etl.Core.Tasks;

/// <summary>Takes the rows of one output. Not thread-safe. The runtime completes it when the task has ended well.</summary>
public interface IRowWriter<in TRow>
{
    /// <summary>How many rows were written so far.</summary>
    long Rows { get; }

    /// <summary>Appends a row. The row may be reused by the caller afterwards.</summary>
    ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default);
}
