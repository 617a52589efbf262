using Etl.Core.Models;

namespace Etl.Core.Runs;

/// <summary>How an in-process run ended, with all outputs in memory.</summary>
public sealed class RunResult
{
    private readonly InMemoryModels _models;

    internal RunResult(JobContext job, RunStatus status, IReadOnlyList<TaskResult> tasks, InMemoryModels models)
    {
        Job = job;
        Status = status;
        Tasks = tasks;
        _models = models;
    }

    /// <summary>What was run.</summary>
    public JobContext Job { get; }

    /// <summary>Succeeded, or Failed when any task failed.</summary>
    public RunStatus Status { get; }

    /// <summary>In run order.</summary>
    public IReadOnlyList<TaskResult> Tasks { get; }

    /// <summary>The rows of an output.</summary>
    /// <exception cref="KeyNotFoundException">The model was not written.</exception>
    public IReadOnlyList<TRow> Rows<TRow>(IModelRef<Model<TRow>> model) => (IReadOnlyList<TRow>)_models.Get(model.Name);

    /// <summary>The document of an output.</summary>
    /// <exception cref="KeyNotFoundException">The model was not written.</exception>
    public TDocument Document<TDocument>(IModelRef<DocumentModel<TDocument>> model) => (TDocument)_models.Get(model.Name);

    /// <summary>The bytes of an output.</summary>
    /// <exception cref="KeyNotFoundException">The model was not written.</exception>
    public byte[] File(IModelRef<FileModel> model) => (byte[])_models.Get(model.Name);

    /// <summary>Returns this result if every task succeeded.</summary>
    /// <exception cref="InvalidOperationException">A task failed; the message has each failed task with its error.</exception>
    public RunResult EnsureSucceeded() =>
        Status == RunStatus.Succeeded
            ? this
            : throw new InvalidOperationException($"Run '{Job.RunId}' of pipeline '{Job.Pipeline}' failed:{string.Concat(Tasks.Where(task => task.Status == RunStatus.Failed).Select(task => $"{System.Environment.NewLine}  - {task.Task}: {task.Error!.Message}"))}");
}
