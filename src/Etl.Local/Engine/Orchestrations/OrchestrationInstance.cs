using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Timers;
using Microsoft.Data.Sqlite;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>
/// One instance in memory. Its mail collects in a mailbox; a turn takes all of it, plays the code, and gives what came out to the writer.
/// One turn at a time: the next one begins when the last one is on disk.
/// </summary>
internal sealed class OrchestrationInstance(EngineRuntime engine, InstanceHeader header) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly ArmedTimers _timers = new(engine.Timers);
    private List<Mail> _mailbox = [];
    private bool _busy;
    private volatile bool _hasEnded;
    private OrchestrationExecution? _execution;
    private long _historyLength;
    private long _lastTicks;
    private long _readInboxUpTo;
    private bool _resumed;
    private bool _saidWhatItWaitsFor;
    private volatile Exception? _violation;
    private Exception? _unreadable;

    public InstanceHeader Header => header;

    public bool HasEnded => _hasEnded;

    /// <summary>Plays a first turn, with or without mail.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                SetBusy_NeedsLock();
            }
        }
    }

    /// <summary>Mail for an instance that has ended is dropped. On any thread.</summary>
    public void Post(in Mail mail)
    {
        lock (_gate)
        {
            if (!_hasEnded && !engine.IsStopped)
            {
                _mailbox.Add(mail);
                SetBusy_NeedsLock();
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Turn? turn = null;
        try
        {
            turn = PlayTurn(TakeMail());
        }
        catch (Exception e) when (e is HubException or SqliteException)
        {
            _unreadable ??= e;
        }
        catch (Exception e)
        {
            // Orchestrator code does not throw to here. Whatever it is, it would happen again at every resume: only this instance may end by it.
            turn = new(engine, this, _lastTicks);
            turn.Fail(e, _historyLength);
        }

        if (_unreadable is not null)
        {
            engine.Break(_unreadable);
            engine.Pending.Done();
        }
        else if (turn!.IsEmpty)
        {
            turn.Committed();
        }
        else
        {
            engine.Writer.Enqueue(turn);
        }
    }

    /// <summary>The writer has written (or dropped) the turn, and its effects are released.</summary>
    public void TurnDone()
    {
        lock (_gate)
        {
            _busy = false;
            if (_mailbox.Count > 0 && !_hasEnded)
            {
                SetBusy_NeedsLock();
            }
        }

        engine.Pending.Done();
    }

    /// <summary>On the writer's thread, within the transaction that ends the instance: what it still has in flight is dropped.</summary>
    public void MarkEnded() => _hasEnded = true;

    /// <summary>On the writer's thread, when the end is on disk.</summary>
    public void Leave()
    {
        engine.Instances.Remove(this);
        lock (_gate)
        {
            _mailbox.Clear();
        }

        _timers.Close();
    }

    /// <summary>The timer fires when as much time has passed as there is in between, also when the clock of the instance is ahead of the machine's.</summary>
    /// <param name="dueTicks">By the clock of the instance, which was at <paramref name="nowTicks"/> when the timer was made or taken up again.</param>
    public void Arm(int taskId, long dueTicks, long nowTicks)
        => _timers.Arm(taskId, dueTicks, Math.Max(0, nowTicks - engine.NowTicks), () => Post(new(EventKind.TimerFired, taskId)));

    public void Disarm(int taskId) => _timers.Disarm(taskId);

    private void SetBusy_NeedsLock()
    {
        if (!_busy)
        {
            _busy = true;
            engine.Pending.Add();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private List<Mail> TakeMail()
    {
        lock (_gate)
        {
            var mail = _mailbox;
            _mailbox = [];
            return mail;
        }
    }

    private Turn PlayTurn(List<Mail> mail)
    {
        // The clock of the machine can go back; that of an orchestration can't.
        _lastTicks = Math.Max(_lastTicks, engine.NowTicks);
        var turn = new Turn(engine, this, _lastTicks);
        if (_execution is null || engine.Options.ReplayEveryStep)
        {
            try
            {
                if (!TryLoad(ref mail, turn))
                {
                    turn.Drop();
                    return turn;
                }
            }
            catch (NonDeterministicOrchestrationException e)
            {
                turn.Fail(e, _historyLength);
                return turn;
            }
        }

        else
        {
            mail.RemoveAll(m => !IsNew(m));
        }

        var execution = _execution!;
        execution.Thread.Enter(() =>
        {
            foreach (var message in mail)
            {
                Tell(message, turn);
            }
        });

        execution.ForgetInput();
        turn.Collect(execution, _historyLength, withOlderTasks: !_resumed, _violation);
        _resumed = true;
        SayWhatItWaitsFor(execution);
        _historyLength += turn.Events.Count;
        return turn;
    }

    /// <summary>Rebuilds the execution from the hub, and adds to the mail what is in the inbox. False when the instance is gone.</summary>
    private bool TryLoad(ref List<Mail> mail, Turn turn)
    {
        var history = engine.Reader.History(header.Seq);
        if (history.Count == 0)
        {
            return false;
        }

        _historyLength = history.Count;
        _lastTicks = turn.Ticks = Math.Max(turn.Ticks, history[^1].Ticks);
        _execution = new(header, history[0].Payload, ReadInput, engine.Invoker, engine.Loggers, Violated);
        Replay.Run(_execution, history, engine.Options.CompareInputs);

        List<Mail> all = history.Count == 1 ? [new(EventKind.Started)] : [];
        if (!_resumed)
        {
            var inbox = engine.Reader.Inbox(header.Seq);
            all.AddRange(inbox);
            _readInboxUpTo = inbox.Count > 0 ? inbox[^1].Seq : 0;
        }

        all.AddRange(mail.Where(IsNew));
        mail = all;
        return true;
    }

    private string? ReadInput()
    {
        try
        {
            return engine.Reader.Input(header.Seq);
        }
        catch (HubException e)
        {
            // The code takes it for an error of its own; what comes of that must not be written.
            _unreadable = e;
            throw;
        }
    }

    // Mail whose commit came before the reading of the inbox can be delivered after it: it was read there.
    private bool IsNew(Mail mail) => mail.Seq == 0 || mail.Seq > _readInboxUpTo;

    private void Violated(Exception violation)
    {
        _violation ??= violation;
        Post(new(EventKind.Wake));
    }

    private void SayWhatItWaitsFor(OrchestrationExecution execution)
    {
        if (execution.HasFinished && execution.Open.Count > 0 && !_saidWhatItWaitsFor)
        {
            _saidWhatItWaitsFor = true;
            engine.LogOpenTasks(header, execution.Open.Values);
        }
    }

    private void Tell(in Mail mail, Turn turn)
    {
        if (mail.Seq > 0)
        {
            turn.TakenMail.Add(mail.Seq);
        }

        var dueTicks = mail.Kind == EventKind.TimerFired ? _timers.Disarm(mail.TaskId) : 0;
        if (mail.Kind != EventKind.Wake && _execution!.Expects(mail))
        {
            // By a clock that was once ahead and has been put right, the timer was armed for an earlier time. The code must not see that.
            _lastTicks = turn.Ticks = Math.Max(turn.Ticks, dueTicks);
            var message = mail.ToEvent(turn.Ticks);
            turn.Events.Add(message);
            _execution.Tell(message);
        }
    }
}
