using Etl.Storage.ModelData;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>
/// Shows how far a running attempt is, for people who watch it: its note is put anew with the rows and bytes that it has written, if they have changed, after 2, 6, 14 and 30 s
/// and then every 16 s. A short task costs nothing by that, and a long one little. A store that can't take the notes never fails the task.
/// </summary>
internal sealed class ProgressNotes : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _writing;

    /// <summary>Writes from now on, until it is disposed.</summary>
    /// <param name="records">Take the notes.</param>
    /// <param name="attempt">Whose notes they are.</param>
    /// <param name="data">Knows the rows and bytes.</param>
    /// <param name="time">Measures the pauses.</param>
    public ProgressNotes(RunRecords records, TaskAttempt attempt, StoredTaskData data, TimeProvider time)
    {
        _writing = WriteAsync(records, attempt, data, time, _ended.Token);
    }

    /// <summary>When this has returned, nothing overwrites the note that says how the attempt has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _writing;
        _ended.Dispose();
    }

    private static async Task WriteAsync(RunRecords records, TaskAttempt attempt, StoredTaskData data, TimeProvider time, CancellationToken ended)
    {
        var pause = FirstPause;
        var (rows, bytes) = (0L, 0L);
        while (true)
        {
            await Task.Delay(pause, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            if ((rows, bytes) == (data.Rows, data.Bytes))
            {
                continue;
            }

            (rows, bytes) = (data.Rows, data.Bytes);
            try
            {
                // Not cancellable: a put that was given up may take effect later, over the last note.
                await records.WriteTaskNoteAsync(attempt.Input.RunId, attempt.Running(rows, bytes), CancellationToken.None);
            }
            catch (StoreException)
            {
                // The next one says more.
            }
        }
    }
}
