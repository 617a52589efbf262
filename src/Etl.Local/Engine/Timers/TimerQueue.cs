namespace Etl.Local.Engine.Timers;

/// <summary>All durable timers of an engine on one timer of the clock. Thread-safe.</summary>
internal sealed class TimerQueue : IDisposable
{
    // Timers stand still while a laptop sleeps, so the clock is looked at again before long.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly SortedSet<Entry> _entries = new(Entry.ByDueTime);
    private long _numbers;
    private bool _disposed;

    public TimerQueue(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static queue => ((TimerQueue)queue!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Calls <paramref name="due"/> once, on any thread, not before <paramref name="dueTicks"/> (UTC). The result disarms it.</summary>
    public IDisposable Arm(long dueTicks, Action due)
    {
        lock (_gate)
        {
            var entry = new Entry(this, dueTicks, _numbers++, due);
            _entries.Add(entry);
            if (_entries.Min == entry)
            {
                SetTimer_NeedsLock();
            }

            return entry;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _entries.Clear();
        }

        _timer.Dispose();
    }

    private void Fire()
    {
        List<Entry> due = [];
        lock (_gate)
        {
            var now = _time.GetUtcNow().UtcTicks;
            while (_entries.Min is { } next && next.DueTicks <= now)
            {
                _entries.Remove(next);
                due.Add(next);
            }

            SetTimer_NeedsLock();
        }

        foreach (var entry in due)
        {
            entry.Due();
        }
    }

    private void SetTimer_NeedsLock()
    {
        if (_disposed || _entries.Min is not { } next)
        {
            return;
        }

        var wait = TimeSpan.FromTicks(Math.Max(0, next.DueTicks - _time.GetUtcNow().UtcTicks));
        // Rounded up to whole milliseconds, which is what the clock's timers count: they would fire too early otherwise, and again and again until it is time.
        wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    private void Disarm(Entry entry)
    {
        lock (_gate)
        {
            _entries.Remove(entry);
        }
    }

    private sealed class Entry(TimerQueue queue, long dueTicks, long number, Action due) : IDisposable
    {
        /// <summary>Then in the order of their arming.</summary>
        public static IComparer<Entry> ByDueTime { get; } = Comparer<Entry>.Create((a, b) => (a.DueTicks, a.Number).CompareTo((b.DueTicks, b.Number)));

        public long DueTicks => dueTicks;

        public Action Due => due;

        private long Number => number;

        public void Dispose() => queue.Disarm(this);
    }
}
