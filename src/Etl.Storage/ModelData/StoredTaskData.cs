using Etl.Core.Checks;
using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Tasks;
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
    private readonly OutputStore _store;
    private readonly VersionReader _reader;
    private readonly SourceReader _sourceReader;
    private readonly TimeProvider _time;
    private readonly RunClaim _claim;
    private readonly PlannedTask _task;
    private readonly TaskInputs _inputs;
    private readonly CancellationToken _stopping;
    private readonly AttemptProgress _progress = new();
    private readonly Dictionary<string, ModelOutput> _outputs = new(StringComparer.Ordinal);
    private readonly List<(SourceReading Reading, HashedStream? Hashed)> _sources = [];
    private readonly AttemptChecks _checks;
    private readonly Lock _lock = new();
    private bool _ended;

    internal StoredTaskData(
        OutputStore store,
        VersionReader reader,
        SourceReader sourceReader,
        TimeProvider time,
        RunClaim claim,
        PlannedTask task,
        ModelRegistry models,
        TaskInputs inputs,
        CheckScratch scratch,
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
        _checks = new AttemptChecks(claim.Job.BusinessDate, models, this, model => inputs.Previous(model.Name)?.Rows, scratch);
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
                return [.. _sources.Select(source => source.Reading with { Sha256 = source.Hashed?.Sha256 }).Distinct()];
            }
        }
    }

    /// <summary>Schema and check results of the outputs, in the order of <see cref="PlannedTask.Provides"/>; known when <see cref="CompleteAsync"/> has returned.</summary>
    public IReadOnlyList<OutputDetails> Details { get; private set; } = [];

    /// <inheritdoc/>
    public IAsyncEnumerable<TRow> ReadRowsAsync<TRow>(Model<TRow> model, CancellationToken cancellationToken) =>
        Read(model, () => Inputs(model), cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<string> Partitions(Model model) => [.. _inputs.Of(model.Name).Select(version => version.Partition).OfType<string>()];

    /// <inheritdoc/>
    public IAsyncEnumerable<TRow> ReadPartitionAsync<TRow>(Model<TRow> model, string partition, CancellationToken cancellationToken)
    {
        var version = _inputs.Of(model.Name).FirstOrDefault(version => version.Partition == partition)
            ?? throw new PermanentTaskException($"Task '{_task.Name}' of run '{_claim.Job.RunId}' reads partition '{partition}' of '{model.Name}', which it was not given. It has: {string.Join(", ", Partitions(model))}.");
        return Read(model, () => [version], cancellationToken);
    }

    /// <inheritdoc/>
    public bool HasPrevious(Model model) => Previous(model) is not null;

    /// <inheritdoc/>
    public IAsyncEnumerable<TRow> ReadPreviousAsync<TRow>(Model<TRow> model, CancellationToken cancellationToken) =>
        Previous(model) is { } version ? Read(model, () => [version], cancellationToken) : AsyncEnumerable.Empty<TRow>();

    /// <inheritdoc/>
    public async Task<TDocument?> ReadPreviousDocumentAsync<TDocument>(DocumentModel<TDocument> model, CancellationToken cancellationToken) =>
        Previous(model) is { } version ? await _reader.ReadDocumentAsync(version, model.DocumentTypeInfo, cancellationToken) : default;

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
        var encoding = RowEncoding.Of(model, rowType);
        var checks = _checks.Start(model);
        var output = Add(model, target => new RowOutput<TRow>(target, rowType, encoding, new RowParts(target, encoding, _time, _stopping)));
        return checks is null ? output : new CheckedRowWriter<TRow>(output, checks);
    }

    /// <inheritdoc/>
    public Task WriteDocumentAsync<TDocument>(DocumentModel<TDocument> model, TDocument document, CancellationToken cancellationToken)
    {
        var output = Add(model, target => new DocumentOutput<TDocument>(new BlobOutput(target), model, _progress));
        _checks.Start(model)?.Add(document);
        return output.WriteAsync(document, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenWriteAsync(FileModel model, CancellationToken cancellationToken) =>
        Task.FromResult(Add(model, target => new FileOutput(new BlobOutput(target), _stopping)).Stream);

    /// <inheritdoc/>
    public async Task<Stream> OpenSourceAsync(string location, CancellationToken cancellationToken)
    {
        var source = await _sourceReader.OpenSourceAsync(location, _claim.Request.Origin, cancellationToken);
        Record(source.Reading with { WasOpened = true }, source.Content as HashedStream);
        return source.Content;
    }

    /// <inheritdoc/>
    public void RecordSource(SourceReading reading) => Record(reading, hashed: null);

    /// <summary>
    /// Ends the checks, then every output, and makes its blobs durable. Once an attempt, after the task has returned; when it throws, the attempt
    /// has failed, and blobs that were already written are left to the garbage collection.
    /// </summary>
    /// <returns>One version for each model that the task provides, in the order of <see cref="PlannedTask.Provides"/>.</returns>
    /// <exception cref="InvalidOperationException">An output was not written, or a write to it failed.</exception>
    /// <exception cref="PermanentTaskException">The stream of a file was not disposed by the task.</exception>
    /// <exception cref="CheckFailedException">A check of severity error did not pass.</exception>
    /// <exception cref="FaultyCheckException">A check threw.</exception>
    /// <exception cref="StoreException">The store can't take the outputs.</exception>
    public async Task<IReadOnlyList<ModelVersion>> CompleteAsync(CancellationToken cancellationToken = default)
    {
        var outputs = EndOutputs();
        Details = await _checks.CompleteAsync(_task.Provides, cancellationToken);
        var createdAt = _time.GetUtcNow();
        var versions = new List<ModelVersion>(outputs.Count);
        foreach (var (output, details) in outputs.Zip(Details))
        {
            var written = await output.CommitAsync(cancellationToken);
            versions.Add(VersionOf(output, written, createdAt) with { Quality = details.Quality, SchemaHash = details.Schema?.Hash() });
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

        _checks.Dispose();

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
        var model = output.Model;
        var first = written.Parts[0];
        return new ModelVersion(
            model.Name,
            output.Version,
            _claim.Job.RunId,
            _task.Name,
            _claim.Snapshot.PartitionOf(model.Name),
            _claim.Order,
            first.Blob,
            model.Format,
            model.Compression,
            BlobNaming.MediaType(model),
            output.Rows,
            written.Parts.Sum(part => part.Bytes),
            first.BlobSha256,
            written.ContentSha256,
            createdAt)
        {
            Parts = written.Parts.Count > 1 ? written.Parts : null,
        };
    }

    private IAsyncEnumerable<TRow> Read<TRow>(Model<TRow> model, Func<IReadOnlyList<ModelVersion>> versions, CancellationToken cancellationToken) =>
        _reader.ReadRows(versions, model.RowTypeInfo, _stopping, cancellationToken);

    /// <summary>A range of partitions may have none.</summary>
    private IReadOnlyList<ModelVersion> Inputs(Model model)
    {
        var versions = _inputs.Of(model.Name);
        return versions.Count > 0 || _task.Ranges?.ContainsKey(model.Name) == true
            ? versions
            : throw new InvalidOperationException($"Task '{_task.Name}' of run '{_claim.Job.RunId}' was given no version of '{model.Name}' to read.");
    }

    private ModelVersion Input(Model model) => Inputs(model) is [var version]
        ? version
        : throw new PermanentTaskException($"Task '{_task.Name}' reads '{model.Name}' as one document or file, but requires a range of its partitions. Require the model itself, or make it a model of rows.");

    /// <summary>Of another partition it is no state to go on from.</summary>
    private ModelVersion? Previous(Model model) =>
        _inputs.Previous(model.Name) is { } version && version.Partition == _claim.Snapshot.PartitionOf(model.Name) ? version : null;

    private void Record(SourceReading reading, HashedStream? hashed)
    {
        lock (_lock)
        {
            if (hashed is not null || !_sources.Contains((reading, null)))
            {
                _sources.Add((reading, hashed));
            }
        }
    }

    private ModelOutput Output(string model) =>
        _outputs.TryGetValue(model, out var output)
            ? output
            : throw new InvalidOperationException($"Task '{_task.Name}' has not written '{model}', which it provides.");

    private TOutput Add<TOutput>(Model model, Func<OutputTarget, TOutput> create)
        where TOutput : ModelOutput
    {
        lock (_lock)
        {
            EnsureOpen();
            var output = create(new OutputTarget(_store, model, _progress));
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
