using Etl.Core.Models;

namespace Etl.Core.Tasks;

/// <summary>
/// Where the data of one attempt of one task comes from and goes to. <see cref="TaskContext"/> has checked that the task
/// declared the model before any of these is called; outputs are opened at most once an attempt.
/// </summary>
public interface ITaskData
{
    /// <summary>Streams the rows of the pinned version, in the order they were written; of several partitions one after the other, in order.</summary>
    IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(Model<TRow> model, CancellationToken cancellationToken);

    /// <summary>The partitions of an input that were pinned, in ordinal order; empty for a model without partitions.</summary>
    IReadOnlyList<string> Partitions(Model model);

    /// <summary>Streams the rows of one pinned partition.</summary>
    /// <exception cref="PermanentTaskException">It was not pinned.</exception>
    IAsyncEnumerable<TRow> ReadPartitionAsync<TRow>(Model<TRow> model, string partition, CancellationToken cancellationToken);

    /// <summary>Whether an output has a previous version, of the partition that the run writes.</summary>
    bool HasPrevious(Model model);

    /// <summary>Streams the rows of the previous version of an output; none when there is no such version.</summary>
    IAsyncEnumerable<TRow> ReadPreviousAsync<TRow>(Model<TRow> model, CancellationToken cancellationToken);

    /// <summary>Reads the document of the previous version of an output; the default when there is no such version.</summary>
    Task<TDocument?> ReadPreviousDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken);

    /// <summary>Reads the document of the pinned version.</summary>
    Task<TDocument> ReadDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken);

    /// <summary>Opens the file of the pinned version; the caller disposes the stream.</summary>
    Task<Stream> OpenReadAsync(FileModel model, CancellationToken cancellationToken);

    /// <summary>Starts an output of rows.</summary>
    IRowWriter<TRow> CreateRowWriter<TRow>(Model<TRow> model);

    /// <summary>Writes a document as the whole output.</summary>
    Task WriteDocumentAsync<TDocument>(DocumentModel<TDocument> model, TDocument document, CancellationToken cancellationToken);

    /// <summary>Starts an output of bytes. Disposing the stream ends the file; it is complete only when the task ends well.</summary>
    Task<Stream> OpenWriteAsync(FileModel model, CancellationToken cancellationToken);

    /// <summary>Opens data outside of the model store.</summary>
    Task<Stream> OpenSourceAsync(string location, CancellationToken cancellationToken);

    /// <summary>Notes what was read from outside, for the lineage of the outputs.</summary>
    void RecordSource(SourceReading reading);
}
