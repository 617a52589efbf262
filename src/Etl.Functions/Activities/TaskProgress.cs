using Etl.Storage.ModelData;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>The progress of a task that runs by itself, in its own note.</summary>
internal sealed class TaskProgress(RunRecords records, TaskAttempt attempt, TimeProvider time) : IAttemptProgress
{
    public IAsyncDisposable Follow(StoredTaskData data) => new ProgressNotes(
        () => data.Rows + data.Bytes,
        () => records.WriteTaskNoteAsync(attempt.Input.RunId, attempt.Running(data.Rows, data.Bytes), CancellationToken.None),
        time);
}
