using Etl.Core.Models;
using Etl.Core.Tasks;

namespace Etl.Core.Runs;

/// <summary>Reads committed contents and keeps the outputs of one attempt until it is known to have ended well.</summary>
internal sealed class InMemoryTaskData(InMemoryModels committed, Func<string, CancellationToken, Task<Stream>> openSource) : ITaskData
{
    private readonly Dictionary<string, Func<object>> _outputs = new(StringComparer.Ordinal);
    private readonly List<Func<long>> _rowCounts = [];

    public long Rows => _rowCounts.Sum(count => count());

    public async IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(Model<TRow> model, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var row in (IReadOnlyList<TRow>)committed.Get(model.Name))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    public Task<TDocument> ReadDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken) =>
        Task.FromResult((TDocument)committed.Get(model.Name));

    public Task<Stream> OpenReadAsync(FileModel model, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream((byte[])committed.Get(model.Name), writable: false));

    public IRowWriter<TRow> CreateRowWriter<TRow>(Model<TRow> model)
    {
        var writer = new ListWriter<TRow>();
        _outputs.Add(model.Name, () => writer.Written);
        _rowCounts.Add(() => writer.Rows);
        return writer;
    }

    public Task WriteDocumentAsync<TDocument>(DocumentModel<TDocument> model, TDocument document, CancellationToken cancellationToken)
    {
        _outputs.Add(model.Name, () => document!);
        return Task.CompletedTask;
    }

    public Task<Stream> OpenWriteAsync(FileModel model, CancellationToken cancellationToken)
    {
        var stream = new MemoryStream();
        _outputs.Add(model.Name, stream.ToArray);
        return Task.FromResult<Stream>(stream);
    }

    public Task<Stream> OpenSourceAsync(string location, CancellationToken cancellationToken) => openSource(location, cancellationToken);

    public void RecordSource(SourceReading reading)
    {
        // In process there is no lineage to record it in.
    }

    public void Commit()
    {
        foreach (var (model, content) in _outputs)
        {
            committed.Set(model, content());
        }
    }

    private sealed class ListWriter<TRow> : IRowWriter<TRow>
    {
        public List<TRow> Written { get; } = [];

        public long Rows => Written.Count;

        public ValueTask WriteAsync(TRow row, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Written.Add(row);
            return ValueTask.CompletedTask;
        }
    }
}
