namespace Etl.Functions.Activities;

/// <summary>Tells a running attempt to stop: its time is up, its run was cancelled, its slot was lost, or the host stops.</summary>
internal sealed class AttemptStop : IDisposable
{
    private readonly CancellationToken _cancelled;
    private readonly CancellationToken _slotLost;
    private readonly CancellationToken _hostStopping;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenSource _timeout;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts from now on, until it is disposed.</summary>
    /// <param name="timeout">From now on.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancelled">Of the run.</param>
    /// <param name="slotLost">Of the attempt's slots.</param>
    /// <param name="hostStopping">Of the activity.</param>
    public AttemptStop(TimeSpan timeout, TimeProvider time, CancellationToken cancelled, CancellationToken slotLost, CancellationToken hostStopping)
    {
        _cancelled = cancelled;
        _slotLost = slotLost;
        _hostStopping = hostStopping;
        _timeout = new CancellationTokenSource(timeout, time);
        _source = CancellationTokenSource.CreateLinkedTokenSource([_timeout.Token, cancelled, slotLost, hostStopping]);
        Token = _source.Token;
        Token.Register(() => _stopped.TrySetResult());
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
        _source.Dispose();
        _timeout.Dispose();
    }
}
