using Etl.Storage.Objects;

namespace Etl.Functions.Activities;

/// <summary>
/// Shows how far running attempts are, for people who watch them: a note is put anew, if something has changed, after 2, 6, 14 and 30 s
/// and then every 16 s. Short tasks cost nothing by that, and long ones little. A store that can't take the notes never fails a task.
/// </summary>
internal sealed class ProgressNotes : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _writing;

    /// <summary>Writes from now on, until it is disposed.</summary>
    /// <param name="state">A number that changes when there is something new to show; 0 at first.</param>
    /// <param name="write">Puts the note. It is not cancelled: a put that was given up may take effect later, over the last note.</param>
    /// <param name="time">Measures the pauses.</param>
    public ProgressNotes(Func<long> state, Func<Task> write, TimeProvider time)
    {
        _writing = WriteAsync(state, write, time, _ended.Token);
    }

    /// <summary>When this has returned, nothing is written any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _writing;
        _ended.Dispose();
    }

    private static async Task WriteAsync(Func<long> state, Func<Task> write, TimeProvider time, CancellationToken ended)
    {
        var pause = FirstPause;
        var shown = 0L;
        while (true)
        {
            await Task.Delay(pause, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            var now = state();
            if (now == shown)
            {
                continue;
            }

            shown = now;
            try
            {
                await write();
            }
            catch (StoreException)
            {
                // The next one says more.
            }
        }
    }
}
