namespace Etl.Local.Engine.Timers;

/// <summary>The timers of one instance, by task id. Thread-safe.</summary>
internal sealed class ArmedTimers(TimerQueue queue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (IDisposable Armed, long DueTicks)> _timers = [];

    /// <summary>Calls <paramref name="due"/> once, on any thread.</summary>
    /// <param name="dueTicks">By the clock of the instance.</param>
    /// <param name="aheadTicks">How far that is ahead of the machine's clock.</param>
    public void Arm(int taskId, long dueTicks, long aheadTicks, Action due)
    {
        lock (_gate)
        {
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

    public void DisarmAll()
    {
        lock (_gate)
        {
            foreach (var timer in _timers.Values)
            {
                timer.Armed.Dispose();
            }

            _timers.Clear();
        }
    }
}
