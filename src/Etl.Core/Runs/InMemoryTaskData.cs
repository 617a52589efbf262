using System.Runtime.CompilerServices;
using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Core.Runs;

/// <summary>Reads committed contents and keeps the outputs of one attempt until it is known to have ended well.</summary>
internal sealed class InMemoryTaskData(InMemoryModels committed, Func<string, CancellationToken, Task<Stream>> openSource) : ITaskData
{
    private readonly List<Output> _outputs = [];

    /// <summary>Known after the commit.</summary>
    public long Rows { get; private set; }

    /// <summary>Uncompressed; known after the commit.</summary>
    public long Bytes { get; private set; }

    public async IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(Model<TRow> model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var row in StoredRows(model).Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    public Task<TDocument> ReadDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken)
    {
        var known = committed.Get(model.Name);
        if (known is not DocumentContent<TDocument> stored)
        {
            stored = new DocumentContent<TDocument>((TDocument)known, model.DocumentTypeInfo);
            committed.Set(model.Name, stored);
        }

        return Task.FromResult(stored.Read());
    }

    public Task<Stream> OpenReadAsync(FileModel model, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream((byte[])committed.Get(model.Name), writable: false));

    public IRowWriter<TRow> CreateRowWriter<TRow>(Model<TRow> model)
    {
        var content = new RowContent<TRow>(model.RowTypeInfo);
        var writer = new RowWriter<TRow>(model.Name, content);
        _outputs.Add(new Output(model.Name, () =>
        {
            writer.Close();
            return (content, content.Count, content.Bytes);
        }));
        return writer;
    }

    public Task WriteDocumentAsync<TDocument>(DocumentModel<TDocument> model, TDocument document, CancellationToken cancellationToken)
    {
        var content = new DocumentContent<TDocument>(document, model.DocumentTypeInfo);
        _outputs.Add(new Output(model.Name, () => (content, 1, content.Bytes)));
        return Task.CompletedTask;
    }

    public Task<Stream> OpenWriteAsync(FileModel model, CancellationToken cancellationToken)
    {
        var stream = new MemoryStream();
        _outputs.Add(new Output(model.Name, () =>
        {
            var bytes = stream.ToArray();
            return (bytes, 0, bytes.Length);
        }));
        return Task.FromResult<Stream>(stream);
    }

    public Task<Stream> OpenSourceAsync(string location, CancellationToken cancellationToken) => openSource(location, cancellationToken);

    public void RecordSource(SourceReading reading)
    {
        // In process there is no lineage to record it in.
    }

    /// <summary>Makes all outputs visible together.</summary>
    public void Commit()
    {
        foreach (var output in _outputs)
        {
            var (content, rows, bytes) = output.Close();
            committed.Set(output.Model, content);
            Rows += rows;
            Bytes += bytes;
        }
    }

    /// <summary>Rows that the caller gave become JSON here, where the model knows how.</summary>
    private RowContent<TRow> StoredRows<TRow>(Model<TRow> model)
    {
        var known = committed.Get(model.Name);
        if (known is RowContent<TRow> stored)
        {
            return stored;
        }

        var content = new RowContent<TRow>(model.RowTypeInfo);
        foreach (var row in (List<TRow>)known)
        {
            content.Add(row);
        }

        committed.Set(model.Name, content);
        return content;
    }

    private sealed record Output(string Model, Func<(object Content, long Rows, long Bytes)> Close);

    private sealed class RowWriter<TRow>(string model, RowContent<TRow> content) : IRowWriter<TRow>
    {
        private bool _closed;

        public long Rows => content.Count;

        public ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(row);
            cancellationToken.ThrowIfCancellationRequested();
            if (_closed)
            {
                throw new InvalidOperationException($"A row was written to '{model}' after its task had ended. Await every write before RunAsync returns.");
            }

            content.Add(row);
            return ValueTask.CompletedTask;
        }

        public void Close() => _closed = true;
    }
}
