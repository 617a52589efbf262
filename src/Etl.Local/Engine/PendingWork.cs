namespace Etl.Local.Engine;

/// <summary>Counts what the engine has to do by itself; at zero it only waits for timers, events and clients. Thread-safe.</summary>
internal sealed class PendingWork
{
    private readonly Lock _gate = new();
    private long _count;
    private TaskCompletionSource? _none;

    public void Add(int count = 1)
    {
        lock (_gate)
        {
            _count += count;
        }
    }

    public void Done(int count = 1)
    {
        lock (_gate)
        {
            _count -= count;
            if (_count == 0)
            {
                _none?.SetResult();
                _none = null;
            }
        }
    }

    /// <summary>Completes when there is nothing to do, which can have changed when the caller comes to look.</summary>
    public Task NoneAsync()
    {
        lock (_gate)
        {
            return _count == 0 ? Task.CompletedTask : (_none ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
