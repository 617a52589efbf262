using System.Runtime.CompilerServices;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Storage.ModelData.Csv;
using Etl.Storage.ModelData.Reading;
using Etl.Storage.ModelData.Writing;
using Etl.Storage.Objects;
using Etl.Storage.Sources;

namespace Etl.Storage.ModelData;

/// <summary>
/// The data of one attempt: reads the pinned versions, writes the outputs as a stream. Nothing that it writes can be seen
/// before <see cref="CompleteAsync"/> has returned and the caller has committed the versions; disposing it without that
/// discards the outputs. One task uses it; meanwhile others may read <see cref="Rows"/>, <see cref="Bytes"/> and
/// <see cref="Sources"/>, and may dispose it when they give the task up.
/// </summary>
public sealed class StoredTaskData : ITaskData, IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly VersionReader _reader;
    private readonly SourceReader _sourceReader;
    private readonly TimeProvider _time;
    private readonly RunClaim _claim;
    private readonly PlannedTask _task;
    private readonly IReadOnlyDictionary<string, ModelVersion> _inputs;
    private readonly CancellationToken _stopping;
    private readonly AttemptProgress _progress = new();
    private readonly Dictionary<string, ModelOutput> _outputs = new(StringComparer.Ordinal);
    private readonly List<SourceReading> _sources = [];
    private readonly Lock _lock = new();
    private bool _ended;

    internal StoredTaskData(
        IObjectStore store,
        VersionReader reader,
        SourceReader sourceReader,
        TimeProvider time,
        RunClaim claim,
        PlannedTask task,
        IReadOnlyDictionary<string, ModelVersion> inputs,
        CancellationToken stopping)
    {
        _store = store;
        _reader = reader;
        _sourceReader = sourceReader;
        _time = time;
        _claim = claim;
        _task = task;
        _inputs = inputs;
        _stopping = stopping;
    }

    /// <summary>How many rows (and documents) were written so far, over all outputs.</summary>
    public long Rows => _progress.Rows;

    /// <summary>How many bytes were handed to the store so far, as stored.</summary>
    public long Bytes => _progress.Bytes;

    /// <summary>What was read from outside so far, in order, each reading once.</summary>
    public IReadOnlyList<SourceReading> Sources
    {
        get
        {
            lock (_lock)
            {
                return [.. _sources];
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(Model<TRow> model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _reader.ReadRowsAsync(Input(model), model.RowTypeInfo, cancellationToken))
        {
            _stopping.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <inheritdoc/>
    public Task<TDocument> ReadDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken) =>
        _reader.ReadDocumentAsync(Input(model), model.DocumentTypeInfo, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(FileModel model, CancellationToken cancellationToken) =>
        await _reader.OpenAsync(Input(model), cancellationToken);

    /// <inheritdoc/>
    public IRowWriter<TRow> CreateRowWriter<TRow>(Model<TRow> model)
    {
        var rowType = model.RowTypeInfo;
        IRowEncoder encoder = model.Format == ModelFormat.Csv ? new CsvRowEncoder(CsvLayout.ForWriting(rowType, model.Name)) : new JsonLinesRowEncoder();
        return Add(model, blob => new RowOutput<TRow>(blob, rowType, encoder, _progress, _stopping));
    }

    /// <inheritdoc/>
    public Task WriteDocumentAsync<TDocument>(DocumentModel<TDocument> model, TDocument document, CancellationToken cancellationToken) =>
        Add(model, blob => new DocumentOutput<TDocument>(blob, model, _progress)).WriteAsync(document, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenWriteAsync(FileModel model, CancellationToken cancellationToken) =>
        Task.FromResult(Add(model, blob => new FileOutput(blob, _stopping)).Stream);

    /// <inheritdoc/>
    public async Task<Stream> OpenSourceAsync(string location, CancellationToken cancellationToken)
    {
        var source = await _sourceReader.OpenSourceAsync(location, _claim.Request.Origin, cancellationToken);
        RecordSource(source.Reading);
        return source.Content;
    }

    /// <inheritdoc/>
    public void RecordSource(SourceReading reading)
    {
        lock (_lock)
        {
            if (!_sources.Contains(reading))
            {
                _sources.Add(reading);
            }
        }
    }

    /// <summary>
    /// Ends every output and makes its blob durable. Once an attempt, after the task has returned; when it throws, the attempt
    /// has failed, and blobs that were already written are left to the garbage collection.
    /// </summary>
    /// <returns>One version for each model that the task provides, in the order of <see cref="PlannedTask.Provides"/>.</returns>
    /// <exception cref="InvalidOperationException">An output was not written, or a write to it failed.</exception>
    /// <exception cref="PermanentTaskException">The stream of a file was not disposed by the task.</exception>
    /// <exception cref="StoreException">The store can't take the outputs.</exception>
    public async Task<IReadOnlyList<ModelVersion>> CompleteAsync(CancellationToken cancellationToken = default)
    {
        var outputs = EndOutputs();
        var createdAt = _time.GetUtcNow();
        var versions = new List<ModelVersion>(outputs.Count);
        foreach (var output in outputs)
        {
            await output.FlushAsync(cancellationToken);
            var written = await output.Blob.CommitAsync(cancellationToken);
            versions.Add(VersionOf(output, written, createdAt));
        }

        return versions;
    }

    /// <summary>Discards what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        ModelOutput[] outputs;
        lock (_lock)
        {
            _ended = true;
            outputs = [.. _outputs.Values];
        }

        foreach (var output in outputs)
        {
            await output.DisposeAsync();
        }
    }

    private List<ModelOutput> EndOutputs()
    {
        lock (_lock)
        {
            EnsureOpen();
            var outputs = _task.Provides.Select(Output).ToList();
            outputs.ForEach(output => output.EnsureCommittable());
            _ended = true;
            return outputs;
        }
    }

    private ModelVersion VersionOf(ModelOutput output, WrittenContent written, DateTimeOffset createdAt)
    {
        var model = output.Blob.Model;
        return new ModelVersion(
            model.Name,
            output.Blob.Version,
            _claim.Job.RunId,
            _task.Name,
            Partition: null,
            _claim.Order,
            output.Blob.Name,
            model.Format,
            model.Compression,
            BlobNaming.MediaType(model),
            output.Rows,
            output.Blob.Bytes,
            written.BlobSha256,
            written.ContentSha256,
            createdAt);
    }

    private ModelVersion Input(Model model) =>
        _inputs.TryGetValue(model.Name, out var version)
            ? version
            : throw new InvalidOperationException($"Task '{_task.Name}' of run '{_claim.Job.RunId}' was given no version of '{model.Name}' to read.");

    private ModelOutput Output(string model) =>
        _outputs.TryGetValue(model, out var output)
            ? output
            : throw new InvalidOperationException($"Task '{_task.Name}' has not written '{model}', which it provides.");

    private TOutput Add<TOutput>(Model model, Func<BlobOutput, TOutput> create)
        where TOutput : ModelOutput
    {
        lock (_lock)
        {
            EnsureOpen();
            var output = create(new BlobOutput(_store, model, _progress));
            _outputs.Add(model.Name, output);
            return output;
        }
    }

    private void EnsureOpen()
    {
        if (_ended)
        {
            throw new InvalidOperationException($"The attempt of task '{_task.Name}' has ended; nothing can be written any more.");
        }
    }
}
