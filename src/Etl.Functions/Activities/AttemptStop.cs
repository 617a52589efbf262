using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>Tells a running attempt to stop: its time is up, its run was cancelled, its slot was lost, or the host stops. The platform can't cancel activities, so this is ours.</summary>
internal sealed class AttemptStop : IDisposable
{
    private readonly CancellationToken _slotLost;
    private readonly CancellationToken _hostStopping;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly PeriodicTimer _poll;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Watches from now on, until it is disposed.</summary>
    /// <param name="records">Have the mark that cancels the run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="timeout">From now on.</param>
    /// <param name="pollInterval">How often the records are asked.</param>
    /// <param name="time">Measures both.</param>
    /// <param name="slotLost">Of the attempt's slots.</param>
    /// <param name="hostStopping">Of the activity.</param>
    public AttemptStop(RunRecords records, string runId, TimeSpan timeout, TimeSpan pollInterval, TimeProvider time, CancellationToken slotLost, CancellationToken hostStopping)
    {
        _slotLost = slotLost;
        _hostStopping = hostStopping;
        _timeout = new CancellationTokenSource(timeout, time);
        _source = CancellationTokenSource.CreateLinkedTokenSource([_timeout.Token, _cancelled.Token, slotLost, hostStopping]);
        Token = _source.Token;
        Token.Register(() => _stopped.TrySetResult());
        _poll = new PeriodicTimer(pollInterval, time);
        _ = WatchAsync(records, runId, _ended.Token);
    }

    /// <summary>Can be asked after the end too: a task that was left behind still has it.</summary>
    public CancellationToken Token { get; }

    /// <summary>Completes when the token is set.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>The attempt is delivered again.</summary>
    public bool HostStops => _hostStopping.IsCancellationRequested;

    public bool HasTimedOut => _timeout.IsCancellationRequested;

    /// <summary>Another task may have the slot by now.</summary>
    public bool HasLostSlot => _slotLost.IsCancellationRequested;

    public bool WasCancelled => _cancelled.IsCancellationRequested;

    public void Dispose()
    {
        _ended.Cancel();
        _poll.Dispose();
        _source.Dispose();
        _timeout.Dispose();
    }

    private async Task WatchAsync(RunRecords records, string runId, CancellationToken ended)
    {
        try
        {
            while (await _poll.WaitForNextTickAsync(ended))
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
            // The attempt has ended.
        }
        catch (AggregateException)
        {
            // What the task has registered with its token threw; the token is set all the same.
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
            // A store that can't be read now is asked again; the task itself is not harmed by it.
            return false;
        }
    }
}
