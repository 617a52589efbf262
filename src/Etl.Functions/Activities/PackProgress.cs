using Etl.Core.Registry;
using Etl.Storage.ModelData;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>The progress of the tasks of a pack, in one note. Thread-safe.</summary>
internal sealed class PackProgress : IAsyncDisposable
{
    private readonly RunRecords _records;
    private readonly RunPackInput _input;
    private readonly IReadOnlyList<TaskAttempt> _attempts;
    private readonly StoredTaskData?[] _data;
    private readonly TaskNote?[] _ended;
    private readonly ProgressNotes _notes;

    private PackProgress(RunRecords records, RunPackInput input, IReadOnlyList<TaskAttempt> attempts, TimeProvider time)
    {
        _records = records;
        _input = input;
        _attempts = attempts;
        _data = new StoredTaskData?[attempts.Count];
        _ended = new TaskNote?[attempts.Count];
        _notes = new ProgressNotes(State, () => WriteAsync(CancellationToken.None), time);
    }

    /// <summary>Shows all attempts as running; from then on what they have written, until it is disposed.</summary>
    public static async Task<PackProgress> BeginAsync(RunRecords records, RunPackInput input, IReadOnlyList<TaskAttempt> attempts, TimeProvider time, CancellationToken cancellationToken)
    {
        var progress = new PackProgress(records, input, attempts, time);
        try
        {
            await progress.WriteAsync(cancellationToken);
            return progress;
        }
        catch
        {
            await progress.DisposeAsync();
            throw;
        }
    }

    public IAttemptProgress Of(int attempt) => new Attempt(this, attempt);

    public void End(int attempt, TaskNote note) => Volatile.Write(ref _ended[attempt], note);

    /// <summary>Shows where they stand now.</summary>
    public Task WriteAsync(CancellationToken cancellationToken)
    {
        var notes = new TaskNote?[_input.Tasks.Max(task => task.Place) + 1];
        for (var i = 0; i < _attempts.Count; i++)
        {
            var data = Volatile.Read(ref _data[i]);
            notes[_input.Tasks[i].Place] = Volatile.Read(ref _ended[i]) ?? _attempts[i].Running(data?.Rows ?? 0, data?.Bytes ?? 0);
        }

        return _records.WritePackNoteAsync(_input.RunId, _input.Pack, notes, cancellationToken);
    }

    public ValueTask DisposeAsync() => _notes.DisposeAsync();

    private long State()
    {
        var state = 0L;
        for (var i = 0; i < _attempts.Count; i++)
        {
            state += Volatile.Read(ref _ended[i]) is null ? Volatile.Read(ref _data[i]) is { } data ? data.Rows + data.Bytes : 0 : 1;
        }

        return state;
    }

    private sealed class Attempt(PackProgress progress, int attempt) : IAttemptProgress, IAsyncDisposable
    {
        public IAsyncDisposable Follow(StoredTaskData data)
        {
            Volatile.Write(ref progress._data[attempt], data);
            return this;
        }

        public ValueTask DisposeAsync()
        {
            Volatile.Write(ref progress._data[attempt], null);
            return ValueTask.CompletedTask;
        }
    }
}
