namespace Etl.Functions.Orchestrators;

/// <summary>
/// Those that wait for slots of the same pools. All may ask the store for them until it has none; then one asks for all of them, later and later, so that a history does not grow with the number of those
/// that wait. That somebody has its slots is told only when its task has ended: so a wait without a refusal counts as that, and twice as many ask after it.
/// </summary>
/// <param name="pools">None for tasks without pools: nobody refuses them.</param>
internal sealed class TurnLine(IReadOnlyList<string> pools)
{
    private const int MostAtATime = 100;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly PriorityQueue<Turn, (int, int)> _turns = new();
    private CancellationTokenSource? _wait;
    private TimeSpan _nextWait = FirstWait;
    private int _inside;
    private int? _mayAsk;
    private int _atATime = 1;
    private bool _wasRefused;

    public IReadOnlyList<string> Pools => pools;

    public int Count => _turns.Count;

    /// <summary>Whether who waits longest may ask.</summary>
    public bool MayAsk => _mayAsk is null or > 0;

    /// <summary>Nobody may ask before a wait is over, and none has begun.</summary>
    public bool NeedsWait => _turns.Count > 0 && !MayAsk && _wait is null;

    public Turn First => _turns.Peek();

    public bool TryPeek(out Turn turn, out (int, int) order) => _turns.TryPeek(out turn!, out order);

    public void Add(Turn turn) => _turns.Enqueue(turn, (-turn.Priority, turn.Order));

    public Turn Remove() => _turns.Dequeue();

    /// <summary>In their order.</summary>
    public IReadOnlyList<Turn> Remove(Func<Turn, bool> isRemoved)
    {
        var removed = _turns.UnorderedItems.Where(item => isRemoved(item.Element)).OrderBy(item => item.Priority).Select(item => item.Element).ToList();
        var kept = _turns.UnorderedItems.Where(item => !isRemoved(item.Element)).ToList();
        _turns.Clear();
        _turns.EnqueueRange(kept);
        return removed;
    }

    /// <summary>Somebody of the line asks.</summary>
    public void Enter()
    {
        _inside++;
        _mayAsk -= _mayAsk > 0 ? 1 : 0;
    }

    public void Leave() => _inside--;

    /// <summary>There was no slot for somebody of the line.</summary>
    public void Refuse()
    {
        _mayAsk = 0;
        _atATime = 1;
        _wasRefused = true;
    }

    /// <summary>A slot of one of the pools has come free: it is worth a question.</summary>
    public void Free()
    {
        if (_mayAsk == 0)
        {
            _mayAsk = 1;
        }
    }

    /// <summary>How long nobody may ask.</summary>
    public TimeSpan BeginWait(CancellationTokenSource stop)
    {
        var wait = _nextWait;
        _nextWait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        _wait = stop;
        return wait;
    }

    /// <summary>Lets the first of the line ask. False when the wait was given up.</summary>
    public bool EndWait(CancellationTokenSource stop)
    {
        if (_wait != stop)
        {
            return false;
        }

        _wait = null;
        if (!_wasRefused)
        {
            _nextWait = FirstWait;
            _atATime = Math.Min(_atATime * 2, MostAtATime);
        }

        _wasRefused = false;
        _mayAsk = _atATime;
        return true;
    }

    /// <summary>Nobody waits: there is nothing to wait for, and when nobody is inside nothing to remember either.</summary>
    public void Rest()
    {
        var wait = _wait;
        _wait = null;
        wait?.Cancel();
        if (_inside == 0)
        {
            (_mayAsk, _atATime, _nextWait, _wasRefused) = (null, 1, FirstWait, false);
        }
    }
}
