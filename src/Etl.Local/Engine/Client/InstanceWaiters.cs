using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Client;

/// <summary>Who waits for an instance to start or to end. Thread-safe.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Wait>> _waits = new(StringComparer.Ordinal);
    private Exception? _closed;

    /// <summary>Completes at the next change of the instance that <paramref name="reached"/> accepts.</summary>
    public async Task NextAsync(string id, Func<OrchestrationRuntimeStatus, bool> reached, Func<bool> alreadyReached, CancellationToken cancellationToken)
    {
        var wait = new Wait(reached, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            if (!_waits.TryGetValue(id, out var waits))
            {
                _waits.Add(id, waits = []);
            }

            waits.Add(wait);
        }

        try
        {
            // Looked at only after the wait is registered, so that no change falls in between.
            if (!alreadyReached())
            {
                await wait.Completion.Task.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Remove(id, wait);
        }
    }

    public void Signal(string id, OrchestrationRuntimeStatus status)
    {
        lock (_gate)
        {
            if (_waits.TryGetValue(id, out var waits))
            {
                foreach (var wait in waits.Where(w => w.Reached(status)))
                {
                    wait.Completion.TrySetResult();
                }
            }
        }
    }

    /// <summary>Fails all waits, also later ones.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            _closed ??= reason;
            foreach (var wait in _waits.Values.SelectMany(w => w))
            {
                wait.Completion.TrySetException(reason);
            }
        }
    }

    private void Remove(string id, Wait wait)
    {
        lock (_gate)
        {
            if (_waits.TryGetValue(id, out var waits) && waits.Remove(wait) && waits.Count == 0)
            {
                _waits.Remove(id);
            }
        }
    }

    private sealed record Wait(Func<OrchestrationRuntimeStatus, bool> Reached, TaskCompletionSource Completion);
}
