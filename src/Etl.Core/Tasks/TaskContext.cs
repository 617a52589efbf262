using Etl.Core.Models;
using Etl.Core.Planning;
using Etl.Core.Registry;
using Etl.Core.Reuse;
using Etl.Core.Runs;
using Etl.Core.Text;
using Microsoft.Extensions.Logging;

namespace Etl.Core.Tasks;

/// <summary>
/// What a running task sees. Using a model that the task did not declare in <see cref="EtlTask.Requires"/> or
/// <see cref="EtlTask.Provides"/> throws an <see cref="UndeclaredModelException"/>. Not thread-safe.
/// </summary>
public sealed class TaskContext
{
    private readonly PlannedTask _task;
    private readonly ModelRegistry _models;
    private readonly ITaskData _data;
    private readonly JobReads _reads = new();
    private readonly Dictionary<string, object?> _outputs = new(StringComparer.Ordinal);

    /// <summary>Made by a runtime for one attempt.</summary>
    public TaskContext(JobContext job, PlannedTask task, int attempt, ModelRegistry models, ITaskData data, ILogger logger)
    {
        Job = job.Recording(_reads);
        Attempt = attempt;
        Logger = logger;
        _task = task;
        _models = models;
        _data = data;
    }

    /// <summary>
    /// The run that this task belongs to. That the task asks for its business date, its environment or a parameter is recorded: with another value the outputs are not reused.
    /// Run id, pipeline and start time are the exception; they name the run that made the outputs.
    /// </summary>
    public JobContext Job { get; }

    /// <summary>What the task has asked for so far beside its inputs, as <see cref="VersionFingerprint.Reads"/> names it.</summary>
    public IReadOnlyList<string> Reads => _reads.Names;

    /// <summary>1 for the first attempt.</summary>
    public int Attempt { get; }

    /// <summary>Its lines carry the run and the task.</summary>
    public ILogger Logger { get; }

    /// <summary>The model itself, with its settings. Outputs depend on the settings of the models that the task provides, and of those that it asks for here.</summary>
    public TModel Model<TModel>(IModelRef<TModel> model)
        where TModel : Model
    {
        if (!_task.DeclaresInput(model.Name) && !_task.DeclaresOutput(model.Name))
        {
            throw new UndeclaredModelException($"Task '{_task.Name}' uses model '{model.Name}', which it has not declared. It declares {Names([.. _task.Requires, .. _task.Provides])}. Add '{model.Name}' to Requires() or Provides().");
        }

        if (_task.DeclaresInput(model.Name))
        {
            _reads.Add(ReadName.Model(model.Name));
        }

        return (TModel)_models.Get(model.Name);
    }

    /// <summary>Streams the rows of an input, in the order they were written. Each call starts from the first row.</summary>
    public IAsyncEnumerable<TRow> Input<TRow>(IModelRef<Model<TRow>> model, CancellationToken cancellationToken = default) =>
        _data.ReadRowsAsync(InputModel(model), cancellationToken);

    /// <summary>Streams the rows of one partition of an input.</summary>
    /// <exception cref="PermanentTaskException">The partition is not one of <see cref="Partitions"/>.</exception>
    public IAsyncEnumerable<TRow> Input<TRow>(IModelRef<Model<TRow>> model, string partition, CancellationToken cancellationToken = default) =>
        _data.ReadPartitionAsync(InputModel(model), partition, cancellationToken);

    /// <summary>The partitions of an input that there are, in ordinal order: the run's own, and those before it if the task requires a range.</summary>
    public IReadOnlyList<string> Partitions(IModelRef<Model> model) => _data.Partitions(InputModel(model));

    /// <summary>Whether an incremental output has a previous version: the newest published one, of the partition that the run writes.</summary>
    public bool HasPrevious(IModelRef<Model> model) => _data.HasPrevious(IncrementalModel(model));

    /// <summary>Streams the rows of the previous version of an incremental output; none when there is no such version.</summary>
    public IAsyncEnumerable<TRow> Previous<TRow>(IModelRef<Model<TRow>> model, CancellationToken cancellationToken = default) =>
        _data.ReadPreviousAsync(IncrementalModel(model), cancellationToken);

    /// <summary>Reads the previous version of an incremental output that is one document; the default when there is no such version.</summary>
    public Task<TDocument?> ReadPreviousAsync<TDocument>(IModelRef<DocumentModel<TDocument>> model, CancellationToken cancellationToken = default) =>
        _data.ReadPreviousDocumentAsync(IncrementalModel(model), cancellationToken);

    /// <summary>Reads an input that is one document.</summary>
    public Task<TDocument> ReadAsync<TDocument>(IModelRef<DocumentModel<TDocument>> model, CancellationToken cancellationToken = default) =>
        _data.ReadDocumentAsync(InputModel(model), cancellationToken);

    /// <summary>Opens an input that is a file; the caller disposes the stream.</summary>
    public Task<Stream> OpenInputAsync(IModelRef<FileModel> model, CancellationToken cancellationToken = default) =>
        _data.OpenReadAsync(InputModel(model), cancellationToken);

    /// <summary>The writer of an output of rows; each call returns the same one.</summary>
    public IRowWriter<TRow> Output<TRow>(IModelRef<Model<TRow>> model)
    {
        var output = OutputModel(model);
        if (_outputs.TryGetValue(output.Name, out var known))
        {
            return (IRowWriter<TRow>)known!;
        }

        var writer = _data.CreateRowWriter(output);
        _outputs.Add(output.Name, writer);
        return writer;
    }

    /// <summary>Writes an output that is one document. Once an attempt.</summary>
    /// <exception cref="ArgumentNullException">The document is null: a model always has content.</exception>
    public Task WriteAsync<TDocument>(IModelRef<DocumentModel<TDocument>> model, TDocument document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var output = OpenOnce(OutputModel(model));
        return _data.WriteDocumentAsync(output, document, cancellationToken);
    }

    /// <summary>Opens an output that is a file, once an attempt; the caller disposes the stream when the file is complete.</summary>
    public Task<Stream> OpenOutputAsync(IModelRef<FileModel> model, CancellationToken cancellationToken = default)
    {
        var output = OpenOnce(OutputModel(model));
        return _data.OpenWriteAsync(output, cancellationToken);
    }

    /// <summary>Opens raw data by path or URI, within the roots that the host allows, and records it in the lineage. The caller disposes the stream.</summary>
    /// <exception cref="PermanentTaskException">The location is not allowed, or nothing is there.</exception>
    public Task<Stream> OpenSourceAsync(string location, CancellationToken cancellationToken = default) =>
        _data.OpenSourceAsync(location, cancellationToken);

    /// <summary>Says what the task read from outside by other means than <see cref="OpenSourceAsync"/>.</summary>
    public void RecordSource(string location, string? version = null) => _data.RecordSource(new SourceReading(location, version));

    /// <summary>Called by the runtime when the task has returned.</summary>
    /// <exception cref="UndeclaredModelException">A model that the task provides was not written.</exception>
    public void EnsureAllOutputsWritten()
    {
        var missing = _task.Provides.Where(model => !_outputs.ContainsKey(model)).ToList();
        if (missing.Count > 0)
        {
            throw new UndeclaredModelException(
                $"Task '{_task.Name}' ended without writing {NameList.Quoted(missing)}, which it provides. Write it, if only with no rows (a call of Output is enough), or take it out of Provides().");
        }
    }

    private TModel InputModel<TModel>(IModelRef<TModel> model)
        where TModel : Model =>
        _task.DeclaresInput(model.Name) ? (TModel)_models.Get(model.Name)
        : throw new UndeclaredModelException(_task.DeclaresOutput(model.Name)
            ? $"Task '{_task.Name}' reads model '{model.Name}', which it provides: an output can be read only after its task has ended. Keep what you need in the task, or read it in a later task."
            : $"Task '{_task.Name}' reads model '{model.Name}', which it has not declared. It requires {Names(_task.Requires)}. Add '{model.Name}' to Requires().");

    private TModel OutputModel<TModel>(IModelRef<TModel> model)
        where TModel : Model =>
        _task.DeclaresOutput(model.Name) ? (TModel)_models.Get(model.Name)
        : throw new UndeclaredModelException(_task.DeclaresInput(model.Name)
            ? $"Task '{_task.Name}' writes model '{model.Name}', which it requires: an input is never changed. Write to a model of its own and add that to Provides()."
            : $"Task '{_task.Name}' writes model '{model.Name}', which it has not declared. It provides {Names(_task.Provides)}. Add '{model.Name}' to Provides().");

    private TModel IncrementalModel<TModel>(IModelRef<TModel> model)
        where TModel : Model
    {
        var output = OutputModel(model);
        return output.IsIncremental
            ? output
            : throw new UndeclaredModelException($"Task '{_task.Name}' reads the previous version of '{output.Name}', which is not incremental. Override IsIncremental in its class.");
    }

    private TModel OpenOnce<TModel>(TModel model)
        where TModel : Model =>
        _outputs.TryAdd(model.Name, null)
            ? model
            : throw new UndeclaredModelException($"Task '{_task.Name}' writes '{model.Name}' twice in one attempt. An output that is not made of rows is written once.");

    private static string Names(IReadOnlyList<string> models) => models.Count == 0 ? "nothing" : NameList.Quoted(models);
}
