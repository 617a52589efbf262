using Etl.Local.Engine.Activities;
using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>One step of an instance: what it was told and what it decided, written in one transaction, and the effects that are released after that.</summary>
internal sealed class Turn(EngineRuntime engine, OrchestrationInstance instance, long ticks) : IHubWrite
{
    private readonly List<ActivityWork> _activities = [];
    private readonly List<(int TaskId, long DueTicks)> _timers = [];
    private readonly List<int> _cancelledTimers = [];
    private readonly List<Decision> _children = [];
    private readonly List<Decision> _sent = [];
    private readonly List<Decision> _released = [];
    private readonly List<OrchestrationInstance> _created = [];
    private readonly List<Delivery> _deliveries = [];
    private long _position;
    private CustomStatus? _customStatus;
    private OrchestrationRuntimeStatus _status = OrchestrationRuntimeStatus.Running;
    private Outcome? _outcome;
    private bool _dropped;

    public long Ticks { get; set; } = ticks;

    public List<HistoryEvent> Events { get; } = [];

    /// <summary>Rows of the inbox that are in the history from now on.</summary>
    public List<long> TakenMail { get; } = [];

    public bool IsEmpty => Events.Count == 0 && TakenMail.Count == 0 && _outcome is null;

    /// <summary>Takes what the code has decided in this turn.</summary>
    /// <param name="withOlderTasks">After a restart: what was scheduled earlier and has no answer is released again.</param>
    /// <param name="violation">What the code did that an orchestrator must not do: it ends the instance.</param>
    public void Collect(OrchestrationExecution execution, long position, bool withOlderTasks, Exception? violation)
    {
        _position = position;
        List<Decision> decided = [];
        while (execution.TryTakeDecision(out var decision))
        {
            decided.Add(decision);
            Events.Add(decision.ToEvent(Ticks));
        }

        _released.AddRange(decided);
        _sent.AddRange(decided.Where(d => d.Kind == EventKind.EventSent));
        _customStatus = execution.NewCustomStatus;
        _cancelledTimers.AddRange(execution.CancelledTimers);
        execution.ForgetChanges();
        _status = execution.IsSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
        _outcome = violation is null ? execution.Outcome() : new Outcome.Failed(OrchestrationFailure.From(violation));
        if (_outcome is not null)
        {
            return;
        }

        _children.AddRange(decided.Where(d => d.Kind == EventKind.SubOrchestrationScheduled));
        if (withOlderTasks)
        {
            _released.Clear();
            _released.AddRange(execution.Open.Values.Where(d => !execution.HoldsAnswerTo(d.TaskId)).OrderBy(d => d.TaskId));
        }

        foreach (var task in _released.Where(d => execution.Open.ContainsKey(d.TaskId)))
        {
            if (task.Kind == EventKind.ActivityScheduled)
            {
                _activities.Add(new(instance, task.TaskId, task.Name!, task.Payload));
            }
            else if (task.Kind == EventKind.TimerCreated)
            {
                _timers.Add((task.TaskId, HistoryEvent.DueTicks(task.Payload)));
            }
        }
    }

    /// <summary>For an instance that has ended while it was loaded: there is nothing to write.</summary>
    public void Drop() => _dropped = true;

    /// <summary>Ends an instance whose code does not follow its history.</summary>
    public void Fail(Exception cause, long position)
    {
        _position = position;
        _outcome = new Outcome.Failed(OrchestrationFailure.From(cause));
    }

    public void Write(HubTables hub)
    {
        if (instance.HasEnded)
        {
            // Terminated while it was played.
            _dropped = true;
            return;
        }

        var header = instance.Header;
        foreach (var e in Events)
        {
            hub.History.Append(header.Seq, _position++, e);
        }

        foreach (var mail in TakenMail)
        {
            hub.Inbox.Take(mail);
        }

        _children.ForEach(child => Create(hub, child));
        _sent.ForEach(message => Send(hub, message));
        if (_customStatus is not null)
        {
            hub.Instances.UpdateCustomStatus(header.Seq, _customStatus.Json);
        }

        switch (_outcome)
        {
            case null:
                hub.Instances.Update(header.Seq, _status, Ticks);
                return;
            case Outcome.Completed completed:
                End(hub.End(header, Ticks, _position, _status = OrchestrationRuntimeStatus.Completed, completed.Output, failure: null));
                break;
            case Outcome.Failed failed:
                End(hub.End(header, Ticks, _position, _status = OrchestrationRuntimeStatus.Failed, output: null, failed.Json));
                break;
            case Outcome.ContinuedAsNew next:
                StartAgain(hub, next);
                break;
        }

        instance.MarkEnded();
    }

    public void Committed()
    {
        if (!_dropped)
        {
            if (_outcome is not null)
            {
                instance.Leave();
            }

            foreach (var created in _created)
            {
                created.Start();
            }

            foreach (var delivery in _deliveries)
            {
                engine.Instances.Deliver(delivery);
            }

            _cancelledTimers.ForEach(instance.Disarm);
            _timers.ForEach(timer => instance.Arm(timer.TaskId, timer.DueTicks, Ticks));
            engine.Activities.Dispatch(_activities);
            _released.ForEach(decision => decision.ForgetContent());
            engine.Waiters.Signal(instance.Header.Id, _status);
            if (_outcome is Outcome.Failed { Failure: var failure })
            {
                engine.LogFailure(instance.Header, failure);
            }
        }

        instance.TurnDone();
    }

    public void Failed(Exception cause) => instance.TurnDone();

    private void End(Delivery? parent)
    {
        if (parent is { } delivery)
        {
            _deliveries.Add(delivery);
        }
    }

    private void Create(HubTables hub, Decision child)
    {
        var id = child.Payload!;
        var header = instance.Header;
        if (hub.Instances.Find(id) is { } existing)
        {
            if (!InstanceStatus.HasEnded(existing.Status))
            {
                var failure = ActivityFailure.Of("OrchestrationAlreadyExists", $"The sub-orchestration '{child.Name}' can't start: instance '{id}' exists and has not ended.");
                var mail = new Mail(EventKind.SubOrchestrationFailed, child.TaskId, Payload: FailureJson.Write(failure));
                _deliveries.Add(new(header.Seq, header.Id, hub.Inbox.Put(header.Seq, mail)));
                return;
            }

            hub.Delete(existing.Header.Seq);
        }

        var link = new ParentLink(header.Seq, child.TaskId, header.Id, header.Name);
        Add(hub.Create(id, child.Name!, child.Data, Ticks, link));
    }

    private void Send(HubTables hub, Decision message)
    {
        if (hub.Instances.Find(message.Payload!) is { } receiver && !InstanceStatus.HasEnded(receiver.Status))
        {
            var mail = new Mail(EventKind.EventRaised, Name: message.Name, Payload: message.Data);
            _deliveries.Add(new(receiver.Header.Seq, receiver.Header.Id, hub.Inbox.Put(receiver.Header.Seq, mail)));
        }
    }

    // The next execution has a row of its own, so that late answers to this one find nobody.
    private void StartAgain(HubTables hub, Outcome.ContinuedAsNew next)
    {
        var header = instance.Header;
        var unread = hub.Inbox.Read(header.Seq).Where(m => m.Kind is EventKind.EventRaised or EventKind.Suspended or EventKind.Resumed);
        var customStatus = hub.Instances.CustomStatus(header.Seq);
        hub.Delete(header.Seq);
        var successor = hub.Create(header.Id, header.Name, next.Input, Ticks, header.Parent);
        hub.Instances.UpdateCustomStatus(successor.Seq, customStatus);
        foreach (var mail in next.Events.Select(e => new Mail(EventKind.EventRaised, Name: e.Name, Payload: e.Payload)).Concat(unread))
        {
            hub.Inbox.Put(successor.Seq, mail);
        }

        _status = OrchestrationRuntimeStatus.Pending;
        Add(successor);
    }

    private void Add(InstanceHeader header)
    {
        var created = new OrchestrationInstance(engine, header);
        engine.Instances.Add(created);
        _created.Add(created);
    }
}
