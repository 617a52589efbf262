using System.Runtime.CompilerServices;
using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Partitions;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Tasks;

namespace Etl.Core.Runs;

/// <summary>Reads committed contents and keeps the outputs of one attempt until it is known to have ended well.</summary>
internal sealed class InMemoryTaskData(JobContext job, PlannedTask task, ModelRegistry registry, InMemoryModels committed, Func<string, CancellationToken, Task<Stream>> openSource) : ITaskData
{
    private readonly List<Output> _outputs = [];
    private AttemptChecks? _checks;

    /// <summary>Known after the checks.</summary>
    public IReadOnlyList<OutputDetails> Details { get; private set; } = [];

    private AttemptChecks Checks => _checks ??= new AttemptChecks(job.BusinessDate, registry, this, model => committed.Count(InMemoryModels.PreviousName(model.Name)), CheckScratch.InMemory);

    /// <summary>Known after the commit.</summary>
    public long Rows { get; private set; }

    /// <summary>Uncompressed; known after the commit.</summary>
    public long Bytes { get; private set; }

    public async IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(Model<TRow> model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = task.Ranges?.ContainsKey(model.Name) == true ? [.. Partitions(model).Select(partition => ContentName(model, partition))] : [model.Name];
        foreach (var name in names)
        {
            await foreach (var row in ReadContentAsync(model, name, cancellationToken))
            {
                yield return row;
            }
        }
    }

    public IReadOnlyList<string> Partitions(Model model)
    {
        if (model.PartitionBy is not { } by)
        {
            return [];
        }

        var own = by.KeyOf(job);
        var interval = task.Ranges?.GetValueOrDefault(model.Name)?.For(by, own) ?? new PartitionInterval(own, own);
        var others = committed.Partitions(model.Name).Where(partition => partition != own && interval.Contains(partition));
        return [.. others.Concat(committed.Contains(model.Name) ? [own] : []).Order(StringComparer.Ordinal)];
    }

    public IAsyncEnumerable<TRow> ReadPartitionAsync<TRow>(Model<TRow> model, string partition, CancellationToken cancellationToken) =>
        Partitions(model).Contains(partition, StringComparer.Ordinal)
            ? ReadContentAsync(model, ContentName(model, partition), cancellationToken)
            : throw new PermanentTaskException($"Task '{task.Name}' reads partition '{partition}' of '{model.Name}', which it was not given. It has: {string.Join(", ", Partitions(model))}.");

    public bool HasPrevious(Model model) => committed.Contains(InMemoryModels.PreviousName(model.Name));

    public IAsyncEnumerable<TRow> ReadPreviousAsync<TRow>(Model<TRow> model, CancellationToken cancellationToken) =>
        HasPrevious(model) ? ReadContentAsync(model, InMemoryModels.PreviousName(model.Name), cancellationToken) : AsyncEnumerable.Empty<TRow>();

    public Task<TDocument?> ReadPreviousDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken) =>
        Task.FromResult(HasPrevious(model) ? StoredDocument(model, InMemoryModels.PreviousName(model.Name)).Read() : default);

    public Task<TDocument> ReadDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken) =>
        Task.FromResult(StoredDocument(model, model.Name).Read());

    public Task<Stream> OpenReadAsync(FileModel model, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream((byte[])committed.Get(model.Name), writable: false));

    public IRowWriter<TRow> CreateRowWriter<TRow>(Model<TRow> model)
    {
        var content = new RowContent<TRow>(model.RowTypeInfo);
        var writer = new RowWriter<TRow>(model.Name, content, Checks.Start(model));
        _outputs.Add(new Output(model.Name, () =>
        {
            writer.Close();
            return (content, content.Count, content.Bytes);
        }));
        return writer;
    }

    public Task WriteDocumentAsync<TDocument>(DocumentModel<TDocument> model, TDocument document, CancellationToken cancellationToken)
    {
        Checks.Start(model)?.Add(document);
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

    /// <summary>Ends the checks of all outputs.</summary>
    /// <exception cref="CheckFailedException">A check of severity error did not pass.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken) => Details = await Checks.CompleteAsync(task.Provides, cancellationToken);

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
    private RowContent<TRow> StoredRows<TRow>(Model<TRow> model, string name)
    {
        var known = committed.Get(name);
        if (known is RowContent<TRow> stored)
        {
            return stored;
        }

        var content = new RowContent<TRow>(model.RowTypeInfo);
        foreach (var row in (List<TRow>)known)
        {
            content.Add(row);
        }

        committed.Set(name, content);
        return content;
    }

    private DocumentContent<TDocument> StoredDocument<TDocument>(DocumentModel<TDocument> model, string name)
    {
        var known = committed.Get(name);
        if (known is not DocumentContent<TDocument> stored)
        {
            stored = new DocumentContent<TDocument>((TDocument)known, model.DocumentTypeInfo);
            committed.Set(name, stored);
        }

        return stored;
    }

    private string ContentName(Model model, string partition) =>
        partition == model.PartitionBy!.KeyOf(job) ? model.Name : InMemoryModels.PartitionName(model.Name, partition);

    private async IAsyncEnumerable<TRow> ReadContentAsync<TRow>(Model<TRow> model, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var row in StoredRows(model, name).Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    private sealed record Output(string Model, Func<(object Content, long Rows, long Bytes)> Close);

    private sealed class RowWriter<TRow>(string model, RowContent<TRow> content, RowChecks<TRow>? checks) : IRowWriter<TRow>
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

            checks?.Add(row);
            content.Add(row);
            return ValueTask.CompletedTask;
        }

        public void Close() => _closed = true;
    }
}
