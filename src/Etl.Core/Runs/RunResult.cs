using Etl.Core.Models;

namespace Etl.Core.Runs;

/// <summary>How an in-process run ended, with all outputs in memory. Whatever is read from it is the caller's own copy.</summary>
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

    /// <summary>The rows of an output, in the order they were written.</summary>
    /// <exception cref="KeyNotFoundException">The model was not written.</exception>
    public IReadOnlyList<TRow> Rows<TRow>(IModelRef<Model<TRow>> model) => [.. _models.Rows<TRow>(model.Name)];

    /// <summary>The document of an output.</summary>
    /// <exception cref="KeyNotFoundException">The model was not written.</exception>
    public TDocument Document<TDocument>(IModelRef<DocumentModel<TDocument>> model) => _models.Document<TDocument>(model.Name);

    /// <summary>The bytes of an output.</summary>
    /// <exception cref="KeyNotFoundException">The model was not written.</exception>
    public byte[] File(IModelRef<FileModel> model) => _models.File(model.Name);

    /// <summary>Returns this result if every task succeeded.</summary>
    /// <exception cref="InvalidOperationException">A task failed. The message has each failed task with its error, the inner exception has what they threw.</exception>
    public RunResult EnsureSucceeded()
    {
        var failed = Tasks.Where(task => task.Status == RunStatus.Failed).ToList();
        if (failed.Count == 0)
        {
            return this;
        }

        var exceptions = failed.Select(task => task.Exception).OfType<Exception>().ToList();
        throw new InvalidOperationException(
            $"Run '{Job.RunId}' of pipeline '{Job.Pipeline}' failed:{string.Concat(failed.Select(task => $"{Environment.NewLine}  - {task.Task}: {task.Error!.Message}"))}",
            exceptions.Count == 1 ? exceptions[0] : new AggregateException(exceptions));
    }
}
