namespace Etl.Local.Engine.Timers;

/// <summary>The timers of one instance, by task id. Thread-safe.</summary>
internal sealed class ArmedTimers(TimerQueue queue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (IDisposable Armed, long DueTicks)> _timers = [];
    private bool _closed;

    /// <summary>Calls <paramref name="due"/> once, on any thread. Does nothing when they are closed.</summary>
    /// <param name="dueTicks">By the clock of the instance.</param>
    /// <param name="aheadTicks">How far that is ahead of the machine's clock.</param>
    public void Arm(int taskId, long dueTicks, long aheadTicks, Action due)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _timers[taskId] = (queue.Arm(dueTicks - aheadTicks, due), dueTicks);
        }
    }

    /// <summary>When it was due, by the clock of the instance; 0 when it was not armed.</summary>
    public long Disarm(int taskId)
    {
        lock (_gate)
        {
            if (!_timers.Remove(taskId, out var timer))
            {
                return 0;
            }

            timer.Armed.Dispose();
            return timer.DueTicks;
        }
    }

    /// <summary>Disarms all, also those that are still to come: a turn without anything to write does not go through the writer, and may end after its instance.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var timer in _timers.Values)
            {
                timer.Armed.Dispose();
            }

            _timers.Clear();
        }
    }
}
