namespace Etl.Functions.Orchestrators;

/// <summary>
/// Lets as many tasks run at a time as the run may, and as its pools have slots: of those that wait, the one with the highest priority, then the one that has
/// asked first. A semaphore in the orchestrator's own flow, so that a replay admits the same. O(log n) for each task, and a little for each set of pools.
/// Nobody holds anything while it waits, so tasks with several pools can't block each other.
/// </summary>
/// <param name="parallelism">How many tasks at a time, not less than run together in any turn; null for any number.</param>
/// <param name="pools">Slots by name; a pool that is not there has any number.</param>
/// <param name="waitAsync">A durable timer. Null in runs from before those that wait for the same pools had one ask for all: each asks for itself then.</param>
internal sealed class Turns(int? parallelism, IReadOnlyDictionary<string, int>? pools = null, Func<TimeSpan, CancellationToken, Task>? waitAsync = null)
{
    private readonly Dictionary<string, int> _slots = new(pools ?? new Dictionary<string, int>(), StringComparer.Ordinal);
    private readonly Dictionary<string, TurnLine> _lineOf = new(StringComparer.Ordinal);

    /// <summary>One for each set of pools: who waits for a slot holds up only those that wait for the same.</summary>
    private readonly List<TurnLine> _lines = [];
    private int _free = parallelism ?? int.MaxValue;
    private int _asked;
    private bool _isClosed;
    private bool _isClosedToNew;
    private bool _isAdmitting;

    /// <summary>Whether one asks the store for all that wait for the same pools.</summary>
    public bool AskInLine => waitAsync is not null;

    /// <summary>Completes when it is the task's turn, and not before there is room. <see cref="Leave"/> makes room again.</summary>
    /// <exception cref="OperationCanceledException">Nobody is let in any more.</exception>
    public Task EnterAsync(Turn turn)
    {
        if (_isClosed || (_isClosedToNew && !turn.HasEntered))
        {
            return Task.FromCanceled(new CancellationToken(canceled: true));
        }

        turn.Order = _asked++;
        var line = LineOf(turn);
        if (line.Count == 0 && line.MayAsk && HasRoom(turn) && HasSlots(turn))
        {
            Take(turn, line);
            return Task.CompletedTask;
        }

        line.Add(turn);
        var entered = turn.WaitAsync();
        BeginWaits();
        return entered;
    }

    /// <summary>Leaves, since the store has no slot for the task, and enters again where it was in the line.</summary>
    /// <exception cref="OperationCanceledException">Nobody is let in any more. The task is still inside.</exception>
    public Task EnterAgainAsync(Turn turn)
    {
        if (_isClosed)
        {
            return Task.FromCanceled(new CancellationToken(canceled: true));
        }

        var line = GiveBack(turn);
        line.Refuse();
        line.Add(turn);
        var entered = turn.WaitAsync();
        AdmitNext();
        return entered;
    }

    /// <summary>Nothing happens when it is not inside.</summary>
    public void Leave(Turn turn)
    {
        if (!turn.IsInside)
        {
            return;
        }

        GiveBack(turn);
        foreach (var line in _lines.Where(line => line.Pools.Any(turn.Pools.Contains)))
        {
            line.Free();
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
        while (NextLine() is { } line && HasRoom(line.First))
        {
            var turn = line.Remove();
            Take(turn, line);
            turn.Admit();
        }

        _isAdmitting = false;
        BeginWaits();
    }

    private TurnLine? NextLine()
    {
        TurnLine? next = null;
        var best = (int.MaxValue, int.MaxValue);
        foreach (var line in _lines)
        {
            if (line.TryPeek(out var turn, out var order) && line.MayAsk && order.CompareTo(best) < 0 && HasSlots(turn))
            {
                (next, best) = (line, order);
            }
        }

        return next;
    }

    /// <summary>Where tasks of the run itself have all slots there is no need to: the line goes on when one of them leaves.</summary>
    private void BeginWaits()
    {
        foreach (var line in _lines)
        {
            if (line.Count == 0)
            {
                line.Rest();
            }
            else if (line.NeedsWait && HasSlots(line.First))
            {
                _ = AskLaterAsync(line);
            }
        }
    }

    private async Task AskLaterAsync(TurnLine line)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            await waitAsync!(line.BeginWait(stop), stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (line.EndWait(stop))
        {
            AdmitNext();
        }
    }

    private TurnLine LineOf(Turn turn)
    {
        var key = turn.Pools.Count == 0 ? "" : string.Join(',', turn.Pools);
        if (!_lineOf.TryGetValue(key, out var line))
        {
            _lineOf.Add(key, line = new TurnLine(turn.Pools));
            _lines.Add(line);
        }

        return line;
    }

    private bool HasRoom(Turn turn) => turn.Tasks <= _free;

    private bool HasSlots(Turn turn) => turn.Pools.All(pool => !_slots.TryGetValue(pool, out var slots) || slots > 0);

    private void Take(Turn turn, TurnLine line)
    {
        turn.MarkInside();
        line.Enter();
        _free -= turn.Tasks;
        foreach (var pool in turn.Pools.Where(_slots.ContainsKey))
        {
            _slots[pool]--;
        }
    }

    private TurnLine GiveBack(Turn turn)
    {
        turn.MarkOutside();
        _free += turn.Tasks;
        foreach (var pool in turn.Pools.Where(_slots.ContainsKey))
        {
            _slots[pool]++;
        }

        var line = LineOf(turn);
        line.Leave();
        return line;
    }

    private void Refuse(Func<Turn, bool> isRefused)
    {
        foreach (var line in _lines)
        {
            foreach (var turn in line.Remove(isRefused))
            {
                turn.Refuse();
            }
        }

        BeginWaits();
    }
}
