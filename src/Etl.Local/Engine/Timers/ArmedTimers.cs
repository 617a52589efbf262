namespace Etl.Local.Engine.Timers;

/// <summary>The timers of one instance, by task id. Thread-safe.</summary>
internal sealed class ArmedTimers(TimerQueue queue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, IDisposable> _timers = [];

    public void Arm(int taskId, long dueTicks, Action due)
    {
        lock (_gate)
        {
            _timers[taskId] = queue.Arm(dueTicks, due);
        }
    }

    public void Disarm(int taskId)
    {
        lock (_gate)
        {
            if (_timers.Remove(taskId, out var timer))
            {
                timer.Dispose();
            }
        }
    }

    public void DisarmAll()
    {
        lock (_gate)
        {
            foreach (var timer in _timers.Values)
            {
                timer.Dispose();
            }

            _timers.Clear();
        }
    }
}
