namespace Etl.Local.Engine.Orchestrations;

/// <summary>
/// Where an orchestrator's continuations run: on the thread that plays a turn, one after another, and nowhere else.
/// A continuation that comes from another thread shows that the orchestrator awaited something that is not durable.
/// </summary>
internal sealed class OrchestrationThread(Action foreignThread) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private int _owner;

    public bool IsCurrent => Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId;

    /// <summary>Runs <paramref name="step"/> as the orchestrator's thread.</summary>
    public void Enter(Action step)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);
        try
        {
            step();
        }
        finally
        {
            Volatile.Write(ref _owner, 0);
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs the continuations that wait, and those that they cause, until none is left.</summary>
    public void RunReady()
    {
        while (_ready.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _ready.Enqueue((d, state));
        }
        else
        {
            // Never run: the turn it would belong to may be on disk already.
            foreignThread();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
        {
            foreignThread();
            throw new InvalidOperationException("Orchestrator code was sent to its thread from another thread.");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}
