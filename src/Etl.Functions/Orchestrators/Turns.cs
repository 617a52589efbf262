namespace Etl.Functions.Orchestrators;

/// <summary>
/// Lets as many tasks run at a time as the run may, and as its pools have slots: of those that wait, the one with the highest priority, then the one that has
/// asked first. A semaphore in the orchestrator's own flow, so that a replay admits the same. O(log n) for each task, and a little for each set of pools.
/// </summary>
/// <param name="parallelism">How many tasks at a time, not less than run together in any turn; null for any number.</param>
/// <param name="pools">Slots by name; a pool that is not there has any number.</param>
internal sealed class Turns(int? parallelism, IReadOnlyDictionary<string, int>? pools = null)
{
    private readonly Dictionary<string, int> _slots = new(pools ?? new Dictionary<string, int>(), StringComparer.Ordinal);
    private readonly Dictionary<string, PriorityQueue<Turn, (int, int)>> _lineOf = new(StringComparer.Ordinal);

    /// <summary>One for each set of pools: who waits for a slot holds up only those that wait for the same.</summary>
    private readonly List<PriorityQueue<Turn, (int, int)>> _lines = [];
    private int _free = parallelism ?? int.MaxValue;
    private int _asked;
    private bool _isClosed;
    private bool _isClosedToNew;
    private bool _isAdmitting;

    /// <summary>Completes when it is the task's turn, and not before there is room. <see cref="Leave"/> makes room again.</summary>
    /// <exception cref="OperationCanceledException">Nobody is let in any more.</exception>
    public Task EnterAsync(Turn turn)
    {
        if (_isClosed || (_isClosedToNew && !turn.HasEntered))
        {
            return Task.FromCanceled(new CancellationToken(canceled: true));
        }

        var line = LineOf(turn.Pools);
        if (line.Count == 0 && HasRoom(turn) && HasSlots(turn))
        {
            Take(turn);
            return Task.CompletedTask;
        }

        line.Enqueue(turn, (-turn.Priority, _asked++));
        return turn.WaitAsync();
    }

    /// <summary>Nothing happens when it is not inside.</summary>
    public void Leave(Turn turn)
    {
        if (!turn.IsInside)
        {
            return;
        }

        turn.MarkOutside();
        _free += turn.Tasks;
        foreach (var pool in turn.Pools.Where(_slots.ContainsKey))
        {
            _slots[pool]++;
        }

        AdmitNext();
    }

    /// <summary>Refuses everybody who waits or comes.</summary>
    public void Close()
    {
        _isClosed = true;
        Refuse(_ => true);
    }

    /// <summary>Refuses who has not run before.</summary>
    public void CloseToNew()
    {
        _isClosedToNew = true;
        Refuse(turn => !turn.HasEntered);
    }

    private void AdmitNext()
    {
        // Who is admitted may leave, or ask again, before this returns.
        if (_isAdmitting)
        {
            return;
        }

        _isAdmitting = true;
        while (NextLine() is { } line && HasRoom(line.Peek()))
        {
            var turn = line.Dequeue();
            Take(turn);
            turn.Admit();
        }

        _isAdmitting = false;
    }

    private PriorityQueue<Turn, (int, int)>? NextLine()
    {
        PriorityQueue<Turn, (int, int)>? next = null;
        var best = (int.MaxValue, int.MaxValue);
        foreach (var line in _lines)
        {
            if (line.TryPeek(out var turn, out var order) && order.CompareTo(best) < 0 && HasSlots(turn))
            {
                (next, best) = (line, order);
            }
        }

        return next;
    }

    private PriorityQueue<Turn, (int, int)> LineOf(IReadOnlyList<string> wanted)
    {
        var key = wanted.Count == 0 ? "" : string.Join(',', wanted);
        if (!_lineOf.TryGetValue(key, out var line))
        {
            _lineOf.Add(key, line = new PriorityQueue<Turn, (int, int)>());
            _lines.Add(line);
        }

        return line;
    }

    private bool HasRoom(Turn turn) => turn.Tasks <= _free;

    private bool HasSlots(Turn turn) => turn.Pools.All(pool => !_slots.TryGetValue(pool, out var slots) || slots > 0);

    private void Take(Turn turn)
    {
        turn.MarkInside();
        _free -= turn.Tasks;
        foreach (var pool in turn.Pools.Where(_slots.ContainsKey))
        {
            _slots[pool]--;
        }
    }

    private void Refuse(Func<Turn, bool> isRefused)
    {
        foreach (var line in _lines)
        {
            var refused = line.UnorderedItems.Where(item => isRefused(item.Element)).OrderBy(item => item.Priority).ToList();
            var kept = line.UnorderedItems.Where(item => !isRefused(item.Element)).ToList();
            line.Clear();
            line.EnqueueRange(kept);
            foreach (var (turn, _) in refused)
            {
                turn.Refuse();
            }
        }
    }
}
