namespace Etl.Local.Engine.Orchestrations;

/// <summary>
/// Events by name, without regard to case. Those that nobody waits for are kept in the order of their arrival. Of several waits for one name the
/// newest gets the event, as in the platform's SDK: an older one is mostly the loser of a WhenAny. Unlike there, a cancelled wait takes no event.
/// </summary>
internal sealed class ExternalEvents
{
    private readonly Dictionary<string, LinkedList<EventWaiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<(long Number, string Name, string? Payload)>> _kept = new(StringComparer.OrdinalIgnoreCase);
    private long _arrivals;

    /// <summary>How many waits are open.</summary>
    public int Waiting { get; private set; }

    /// <summary>The oldest kept event of the name, or the next one to arrive.</summary>
    /// <param name="onCancelled">Decides whether the token's cancellation counts: it must come from the orchestrator's own code.</param>
    public Task<T> Wait<T>(string name, Func<bool> onCancelled, CancellationToken token)
    {
        var waiter = new EventWaiter.Of<T>();
        if (_kept.TryGetValue(name, out var kept) && kept.TryDequeue(out var oldest))
        {
            waiter.Complete(oldest.Payload);
            return waiter.Task;
        }

        if (!_waiters.TryGetValue(name, out var waiters))
        {
            _waiters.Add(name, waiters = new());
        }

        if (waiters.First is { } first && first.Value.EventType != typeof(T))
        {
            throw new ArgumentException($"Event '{name}' is already awaited as {first.Value.EventType}, and can't be awaited as {typeof(T)} too.", nameof(name));
        }

        var node = waiters.AddLast(waiter);
        Waiting++;
        waiter.Cancellation = token.Register(() =>
        {
            if (onCancelled() && node.List is not null)
            {
                waiters.Remove(node);
                Waiting--;
                waiter.Cancel(token);
            }
        });
        return waiter.Task;
    }

    public void Raise(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out var waiters) && waiters.Last is { } newest)
        {
            waiters.RemoveLast();
            Waiting--;
            newest.Value.Complete(payload);
            return;
        }

        if (!_kept.TryGetValue(name, out var kept))
        {
            _kept.Add(name, kept = new());
        }

        kept.Enqueue((_arrivals++, name, payload));
    }

    /// <summary>Oldest first.</summary>
    public List<(string Name, string? Payload)> Kept()
        => [.. _kept.Values.SelectMany(k => k).OrderBy(k => k.Number).Select(k => (k.Name, k.Payload))];
}
