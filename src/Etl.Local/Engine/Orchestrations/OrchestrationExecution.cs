using Etl.Core.Text;
using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Functions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>
/// The running code of one orchestration: told what happened, it decides what to schedule. It has no effect outside of itself.
/// Played by one thread at a time.
/// </summary>
internal sealed class OrchestrationExecution
{
    private readonly IFunctionInvoker _invoker;
    private readonly Func<string?> _readInput;
    private string? _input;
    private readonly LocalOrchestrationContext _context;
    private readonly Action<Exception> _violated;
    private readonly Dictionary<int, Decision> _open = [];
    private readonly Queue<Decision> _decided = new();
    private readonly Queue<HistoryEvent> _held = new();
    private readonly HashSet<int> _heldAnswers = [];
    private readonly List<(string Name, string? Payload)> _carriedOver = [];
    private int _nextTaskId;
    private (string? Input, bool KeepEvents)? _continueAsNew;
    private string? _output;
    private Exception? _error;

    /// <summary>Nothing runs yet: the code starts when it is told <see cref="EventKind.Started"/>.</summary>
    /// <param name="input">As in the history; null when it has none.</param>
    /// <param name="readInput">For code that asks after <see cref="ForgetInput"/>.</param>
    /// <param name="violated">Called, on any thread, when the code did what an orchestrator must not do: the instance has to fail.</param>
    public OrchestrationExecution(InstanceHeader header, string? input, Func<string?> readInput, IFunctionInvoker invoker, ILoggerFactory loggers, Action<Exception> violated)
    {
        Header = header;
        _input = input;
        _readInput = readInput;
        _invoker = invoker;
        _violated = violated;
        Thread = new(() => violated(IllegalAwait()));
        _context = new(this, loggers);
    }

    public InstanceHeader Header { get; }

    public string? Input => _input ?? _readInput();

    public OrchestrationThread Thread { get; }

    public ExternalEvents Events { get; } = new();

    public DateTime CurrentUtc { get; private set; }

    public bool IsReplaying { get; set; }

    public bool IsSuspended { get; private set; }

    /// <summary>The code has returned or thrown. The outcome may have to wait for open tasks.</summary>
    public bool HasFinished { get; private set; }

    /// <summary>Set since the last turn. Null: it was not.</summary>
    public CustomStatus? NewCustomStatus { get; set; }

    /// <summary>Activities, timers and sub-orchestrations whose answer the code has not heard.</summary>
    public IReadOnlyDictionary<int, Decision> Open => _open;

    /// <summary>Timers that the code has cancelled since the last turn.</summary>
    public List<int> CancelledTimers { get; } = [];

    public Decision Decide(EventKind kind, string? name, string? payload, string? data = null)
    {
        var decision = new Decision(_nextTaskId++, kind, name, payload, data);
        _decided.Enqueue(decision);
        if (kind != EventKind.EventSent)
        {
            _open.Add(decision.TaskId, decision);
        }

        return decision;
    }

    /// <summary>Code asks for it when it starts; that of a wide run is too large to be kept while it runs.</summary>
    public void ForgetInput() => LargeDocuments.Forget(ref _input);

    public bool TryTakeDecision(out Decision decision) => _decided.TryDequeue(out decision!);

    public void CancelTimer(Decision timer, CancellationToken token)
    {
        if (EnsureOwnThread() && _open.Remove(timer.TaskId))
        {
            CancelledTimers.Add(timer.TaskId);
            timer.Cancel(token);
        }
    }

    /// <summary>What a replay has changed was written by the turns that it repeats.</summary>
    public void ForgetChanges()
    {
        CancelledTimers.Clear();
        NewCustomStatus = null;
    }

    public void ContinueAsNew(string? input, bool keepEvents) => _continueAsNew = (input, keepEvents);

    /// <summary>False for what does not belong into the history: an answer to something that was cancelled or has one, and the suspension of what is suspended.</summary>
    public bool Expects(in Mail mail) => mail.Kind switch
    {
        EventKind.ActivityCompleted or EventKind.ActivityFailed or EventKind.TimerFired or EventKind.SubOrchestrationCompleted or EventKind.SubOrchestrationFailed
            => _open.ContainsKey(mail.TaskId) && !HoldsAnswerTo(mail.TaskId),
        // It would be held as everything else, and be heard at the resume. Older histories have such, and go on as they were played.
        EventKind.Suspended => !IsSuspended,
        _ => true,
    };

    /// <summary>The task has its answer in the history, but is open until the instance is resumed.</summary>
    public bool HoldsAnswerTo(int taskId) => _heldAnswers.Contains(taskId);

    /// <summary>Tells the code what happened, and runs it until it waits. Only within <see cref="OrchestrationThread.Enter"/>.</summary>
    public void Tell(in HistoryEvent message)
    {
        if (IsSuspended && message.Kind != EventKind.Resumed)
        {
            _held.Enqueue(message);
            _heldAnswers.Add(message.TaskId);
            return;
        }

        CurrentUtc = message.Time;
        Apply(message);
        RunReady();
        while (!IsSuspended && _held.TryDequeue(out var held))
        {
            _heldAnswers.Remove(held.TaskId);
            Apply(held);
            RunReady();
        }
    }

    /// <summary>Null while it runs.</summary>
    public Outcome? Outcome()
    {
        if (_open.Count > 0 || IsSuspended)
        {
            // Like the platform: an orchestration ends when its tasks have ended, awaited or not.
            return null;
        }

        if (!HasFinished)
        {
            return Events.Waiting > 0 ? null : new Outcome.Failed(OrchestrationFailure.From(IllegalAwait()));
        }

        return _error is not null ? new Outcome.Failed(OrchestrationFailure.From(_error))
            : _continueAsNew is { } next ? new Outcome.ContinuedAsNew(next.Input, [.. next.KeepEvents ? Events.Kept() : [], .. _carriedOver])
            : new Outcome.Completed(_output);
    }

    /// <summary>False, and the orchestration fails, when the caller runs on a foreign thread.</summary>
    public bool EnsureOwnThread()
    {
        if (!Thread.IsCurrent)
        {
            _violated(IllegalAwait());
            return false;
        }

        return true;
    }

    public NonDeterministicOrchestrationException IllegalAwait() => new(
        $"Orchestrator '{Header.Name}' of instance '{Header.Id}' awaits something that is not durable: it has not finished, "
        + "but what it waits for is no activity, timer, sub-orchestration or external event of its context, or came from another thread. "
        + "Is there a Task.Run, Task.Delay, I/O or ConfigureAwait(false) in it? Move such work into an activity.");

    private void Apply(in HistoryEvent message)
    {
        switch (message.Kind)
        {
            case EventKind.Started:
                _ = RunCodeAsync();
                break;
            case EventKind.ActivityCompleted or EventKind.TimerFired or EventKind.SubOrchestrationCompleted when _open.Remove(message.TaskId, out var task):
                task.Complete(message.Payload);
                break;
            case EventKind.ActivityFailed or EventKind.SubOrchestrationFailed when _open.Remove(message.TaskId, out var task):
                task.Fail(new TaskFailedException(task.Name!, task.TaskId, FailureJson.Read(message.Payload!)));
                break;
            case EventKind.EventRaised when _continueAsNew is not null:
                // As on the platform, whatever the code says of unprocessed events: the waits that are left are mostly losers of a WhenAny, and would lose it.
                _carriedOver.Add((message.Name!, message.Payload));
                break;
            case EventKind.EventRaised:
                Events.Raise(message.Name!, message.Payload);
                break;
            case EventKind.Suspended:
                IsSuspended = true;
                break;
            case EventKind.Resumed:
                IsSuspended = false;
                break;
        }
    }

    private void RunReady()
    {
        try
        {
            Thread.RunReady();
        }
        catch (Exception e)
        {
            // Only an async void method throws here.
            _violated(e);
        }
    }

    private async Task RunCodeAsync()
    {
        try
        {
            _output = await _invoker.InvokeOrchestratorAsync(Header.Name, _context);
        }
        catch (Exception e)
        {
            _error = e;
        }

        HasFinished = true;
    }
}
