using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>Looks again and again whether a run was cancelled, for all attempts of an activity: the platform can't cancel activities, so this is ours.</summary>
internal sealed class CancelWatch : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly PeriodicTimer _poll;

    /// <summary>Watches from now on, until it is disposed.</summary>
    /// <param name="records">Have the mark that cancels the run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="interval">How often the records are asked.</param>
    /// <param name="time">Measures it.</param>
    public CancelWatch(RunRecords records, string runId, TimeSpan interval, TimeProvider time)
    {
        Cancelled = _cancelled.Token;
        _poll = new PeriodicTimer(interval, time);
        _ = WatchAsync(records, runId, _ended.Token);
    }

    /// <summary>Can be asked after the end too: a task that was left behind still has it.</summary>
    public CancellationToken Cancelled { get; }

    public void Dispose()
    {
        _ended.Cancel();
        _poll.Dispose();
    }

    private async Task WatchAsync(RunRecords records, string runId, CancellationToken ended)
    {
        try
        {
            // Ended by disposing the timer: a wait that is cancelled collects the whole stack for its exception, for each activity.
            while (await _poll.WaitForNextTickAsync(CancellationToken.None))
            {
                if (await IsCancelledAsync(records, runId, ended))
                {
                    await _cancelled.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The attempts have ended.
        }
        catch (AggregateException)
        {
            // What a task has registered with its token threw; the token is set all the same.
        }
    }

    private static async Task<bool> IsCancelledAsync(RunRecords records, string runId, CancellationToken ended)
    {
        try
        {
            return await records.FindEndingAsync(runId, ended) is { Kind: RunEndingKind.Cancel };
        }
        catch (StoreException)
        {
            // A store that can't be read now is asked again; the tasks are not harmed by it.
            return false;
        }
    }
}
