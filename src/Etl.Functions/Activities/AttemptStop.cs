using Etl.Core.Registry;
using Etl.Storage.Objects;
using Etl.Storage.Registry;

namespace Etl.Functions.Activities;

/// <summary>Tells a running attempt to stop: its time is up, its run was cancelled, or the host stops. The platform can't cancel activities, so this is ours.</summary>
internal sealed class AttemptStop : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AttemptStop(RunRecords records, string runId, TimeSpan timeout, TimeSpan pollInterval, TimeProvider time, CancellationToken hostStopping)
    {
        _timeout = new CancellationTokenSource(timeout, time);
        _source = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, _cancelled.Token, hostStopping);
        _source.Token.Register(() => _stopped.TrySetResult());
        _ = WatchAsync(records, runId, pollInterval, time, _ended.Token);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Completes when the token is set.</summary>
    public Task Stopped => _stopped.Task;

    public bool HasTimedOut => _timeout.IsCancellationRequested;

    public bool WasCancelled => _cancelled.IsCancellationRequested;

    public void Dispose()
    {
        _ended.Cancel();
        _source.Dispose();
        _timeout.Dispose();
    }

    private async Task WatchAsync(RunRecords records, string runId, TimeSpan pollInterval, TimeProvider time, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(pollInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
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
