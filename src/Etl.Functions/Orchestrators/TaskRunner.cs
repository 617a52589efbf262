using Etl.Core.Runs;
using Etl.Core.Tasks;
using Etl.Functions.Activities;
using Microsoft.DurableTask;

namespace Etl.Functions.Orchestrators;

/// <summary>Runs tasks whose inputs are there, each with its attempts, and gives up what is lost or does not stop.</summary>
internal sealed class TaskRunner
{
    /// <summary>A timer that fires this late tells that the host was down.</summary>
    private static readonly TimeSpan Downtime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstSlotWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSlotWait = TimeSpan.FromMinutes(1);

    private readonly TaskOrchestrationContext _context;
    private readonly string _runId;
    private readonly Turns _turns;
    private readonly TimeSpan _backstop;
    private readonly Action<TaskOutcome> _onEnded;
    private readonly LinkedList<OpenTask> _open = [];
    private readonly CancellationTokenSource _stop = new();

    // Its continuations run in the orchestrator's own flow: RunContinuationsAsynchronously would leave it.
    private readonly TaskCompletionSource _allEnded = new();
    private RunStatus _refusedAs = RunStatus.Skipped;
    private bool _isWaitedFor;
    private int _ending;

    /// <summary>Has nothing to do yet.</summary>
    /// <param name="context">Of the orchestration.</param>
    /// <param name="runId">The run, also in a child of it.</param>
    /// <param name="turns">How many run at a time; may be shared with the runners before.</param>
    /// <param name="policies">Of all tasks that are going to be started: they say how long to wait for an answer.</param>
    /// <param name="onEnded">Called as each task ends, in the order of the history. It may start others.</param>
    public TaskRunner(TaskOrchestrationContext context, string runId, Turns turns, IEnumerable<TaskPolicy> policies, Action<TaskOutcome> onEnded)
    {
        _context = context;
        _runId = runId;
        _turns = turns;
        _backstop = Backstops.Of(policies);
        _onEnded = onEnded;
    }

    /// <summary>Begins a task by itself when it is its turn: the highest priority first, then the one that was started first.</summary>
    public void Start(ReadyTask ready, int priority = 0) => _ = RunTaskAsync(Open(ready, priority));

    /// <summary>Begins tasks, those of a pack together.</summary>
    public void Start(IEnumerable<ReadyTask> ready)
    {
        foreach (var unit in ReadyUnits.Of(ready))
        {
            if (unit[0].InPack is { } place)
            {
                _ = RunPackAsync(Open(place.Pack, unit));
            }
            else
            {
                Start(unit[0]);
            }
        }
    }

    /// <summary>Tasks that still wait for their first turn are skipped; those that have begun go on to their ends.</summary>
    public void BeginNoMore()
    {
        // Before that, tasks are being started together: one that ends at once does not keep the others from it.
        if (_isWaitedFor)
        {
            _turns.CloseToNew();
        }
    }

    /// <summary>Completes when all that was started has ended, and all that was started then. Does not throw for anything that a task does.</summary>
    /// <param name="cancel">Completes when the run is cancelled: no attempt is begun after that.</param>
    /// <param name="cancelGrace">How long attempts that run may go on after that. What was committed all the same is in the records.</param>
    public async Task EndAsync(Task cancel, TimeSpan cancelGrace)
    {
        _isWaitedFor = true;
        EndIfIdle();

        // One backstop for all: a timer for each attempt would cost more storage operations than the attempt itself.
        // After a time in which the host was down they all get it again: nobody could answer, and every attempt begins anew.
        for (var patience = _backstop; !_allEnded.Task.IsCompleted; patience *= 2)
        {
            var due = _context.CurrentUtcDateTime + patience;
            var first = await DurableWait.FirstWithinAsync(_context, patience, _allEnded.Task, cancel);
            if (first == 1)
            {
                await CancelAsync(cancelGrace);
            }
            else if (first < 0 && _context.CurrentUtcDateTime - due < Downtime)
            {
                await AbandonLostAsync();
            }
        }

        // An attempt that was given up may answer yet: it is not to be tried again.
        _stop.Cancel();
        await _allEnded.Task;
    }

    private async Task CancelAsync(TimeSpan grace)
    {
        _refusedAs = RunStatus.Cancelled;
        _stop.Cancel();
        _turns.Close();
        if (await DurableWait.FirstWithinAsync(_context, grace, _allEnded.Task) < 0)
        {
            while (_open.First is { } task)
            {
                End(task.Value, TaskOutcome.NotRun(task.Value.Name, RunStatus.Cancelled) with { Attempt = task.Value.Attempt });
            }
        }
    }

    private OpenTask Open(ReadyTask ready, int priority)
    {
        var task = new OpenTask(ready, priority);
        task.Place = _open.AddLast(task);
        return task;
    }

    private OpenPack Open(int place, IReadOnlyList<ReadyTask> tasks)
    {
        var pack = new OpenPack(place, [.. tasks.Select(task => Open(task, priority: 0))]);
        foreach (var task in pack.Tasks)
        {
            task.Pack = pack;
        }

        return pack;
    }

    private async Task RunTaskAsync(OpenTask task, TaskOutcome? first = null)
    {
        try
        {
            End(task, await RunAttemptsAsync(task, first));
        }
        catch (OperationCanceledException)
        {
            End(task, TaskOutcome.NotRun(task.Name, _refusedAs) with { Attempt = task.Attempt });
        }
        catch (TaskFailedException exception)
        {
            End(task, TaskOutcome.Failure(task.Name, task.Attempt, Activity.LostInfrastructure(exception), isRetryable: false));
        }
#pragma warning disable CA1031 // nobody awaits this: without it the orchestration would wait for ever
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // No outcome but a defect: the orchestration fails with it.
            _allEnded.TrySetException(exception);
        }
    }

    /// <summary>The attempts of a task, but for one that it had in a pack, if that is how <paramref name="first"/> came about.</summary>
    private async Task<TaskOutcome> RunAttemptsAsync(OpenTask open, TaskOutcome? first)
    {
        var policy = open.Ready.Task.Policy;
        var slotWait = FirstSlotWait;
        for (var outcome = first; ;)
        {
            outcome ??= await RunAttemptAsync(open);
            if (open.Place is null)
            {
                // It was given up meanwhile.
                return outcome;
            }

            TimeSpan wait;
            if (outcome.Status == RunStatus.Pending)
            {
                open.Attempt--;
                wait = slotWait;
                slotWait = slotWait * 2 < LongestSlotWait ? slotWait * 2 : LongestSlotWait;
            }
            else if (outcome.Status == RunStatus.Failed && outcome.IsRetryable && open.Attempt < policy.MaxAttempts)
            {
                wait = policy.DelayAfter(open.Attempt);
            }
            else
            {
                return outcome;
            }

            // Others may run meanwhile.
            _turns.Leave(open.Turn);
            _stop.Token.ThrowIfCancellationRequested();
            await _context.CreateTimer(_context.CurrentUtcDateTime + wait, _stop.Token);
            outcome = null;
        }
    }

    private async Task<TaskOutcome> RunAttemptAsync(OpenTask open)
    {
        var (task, inputs) = open.Ready;
        for (var entering = _turns.EnterAsync(open.Turn); ; entering = _turns.EnterAgainAsync(open.Turn))
        {
            await entering;
            open.Attempt++;
            var input = new RunTaskInput(_runId, task.Name, open.Attempt, open.Attempt >= task.Policy.MaxAttempts, inputs) { Previous = open.Ready.Previous };
            var outcome = await Activity.CallAsync<TaskOutcome>(_context, nameof(RunTask), input, _stop.Token);
            if (outcome.Status != RunStatus.Pending || !_turns.AskInLine || open.Place is null)
            {
                return outcome;
            }

            open.Attempt--;
            _stop.Token.ThrowIfCancellationRequested();
        }
    }

    private async Task RunPackAsync(OpenPack pack)
    {
        try
        {
            await _turns.EnterAsync(pack.Turn);
            var input = new RunPackInput(_runId, pack.Pack, [.. pack.Tasks.Select(Packed)]);
            GoOn(pack, await Activity.CallAsync<IReadOnlyList<TaskOutcome>>(_context, nameof(RunPack), input, _stop.Token));
        }
        catch (OperationCanceledException)
        {
            GoOn(pack, pack.Tasks.Select(task => TaskOutcome.NotRun(task.Name, _refusedAs) with { Attempt = task.Attempt }));
        }
        catch (TaskFailedException exception)
        {
            GoOn(pack, pack.Tasks.Select(task => TaskOutcome.Failure(task.Name, task.Attempt, Activity.LostInfrastructure(exception), isRetryable: false)));
        }
#pragma warning disable CA1031 // nobody awaits this: without it the orchestration would wait for ever
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _allEnded.TrySetException(exception);
        }

        static PackedTask Packed(OpenTask open)
        {
            open.Attempt = 1;
            var (task, inputs) = open.Ready;
            return new PackedTask(task.Name, open.Ready.InPack!.Place, task.Policy.MaxAttempts == 1, inputs) { Previous = open.Ready.Previous.Count == 0 ? null : open.Ready.Previous };
        }
    }

    private Task AbandonLostAsync()
    {
        var packs = _open.Select(task => task.Pack).OfType<OpenPack>().Where(pack => pack.Turn.IsInside).Distinct().ToList();
        var tasks = _open.Where(task => task.Pack is null && task.Turn.IsInside).ToList();
        return Task.WhenAll([.. packs.Select(AbandonIfLostAsync), .. tasks.Select(AbandonIfLostAsync)]);
    }

    private async Task AbandonIfLostAsync(OpenTask task)
    {
        var attempt = task.Attempt;
        try
        {
            var input = new AbandonTaskInput(_runId, task.Name, attempt, task.Ready.Task.Policy.Timeout);
            var outcome = await Activity.CallAsync<TaskOutcome>(_context, nameof(AbandonTask), input);
            if (outcome.Status.HasEnded())
            {
                End(task, outcome);
            }
        }
        catch (TaskFailedException exception)
        {
            // It may have answered meanwhile, and wait for its next attempt or be in it.
            if (task.Turn.IsInside && task.Attempt == attempt)
            {
                End(task, TaskOutcome.Failure(task.Name, attempt, Activity.LostInfrastructure(exception), isRetryable: false));
            }
        }
    }

    private async Task AbandonIfLostAsync(OpenPack pack)
    {
        try
        {
            var input = new AbandonPackInput(_runId, pack.Pack, [.. pack.Tasks.Select(task => task.Name)], pack.Tasks.Max(task => task.Ready.Task.Policy.Timeout));
            var outcomes = await Activity.CallAsync<IReadOnlyList<TaskOutcome>>(_context, nameof(AbandonPack), input);
            if (outcomes.Count > 0)
            {
                GoOn(pack, outcomes);
            }
        }
        catch (TaskFailedException exception)
        {
            GoOn(pack, pack.Tasks.Select(task => TaskOutcome.Failure(task.Name, task.Attempt, Activity.LostInfrastructure(exception), isRetryable: false)));
        }
    }

    /// <summary>Ends the tasks of a pack that nobody has answered for, or tries them again by themselves. The pack and its backstop may both answer, in any order: the second changes nothing.</summary>
    private void GoOn(OpenPack pack, IEnumerable<TaskOutcome> outcomes)
    {
        foreach (var (task, outcome) in pack.Tasks.Zip(outcomes))
        {
            if (task.Pack == pack)
            {
                task.Pack = null;
                _ = RunTaskAsync(task, outcome);
            }
        }

        _turns.Leave(pack.Turn);
    }

    private void End(OpenTask task, TaskOutcome outcome)
    {
        if (task.Place is not { } place)
        {
            // It may have waited for its turn when it was given up.
            _turns.Leave(task.Turn);
            return;
        }

        task.Place = null;
        task.Pack = null;
        _open.Remove(place);
        _ending++;
        _onEnded(outcome);
        _ending--;

        // After what it made possible has asked for its turn, so that priorities count.
        _turns.Leave(task.Turn);
        EndIfIdle();
    }

    private void EndIfIdle()
    {
        // While an end is being told, others may be started.
        if (_isWaitedFor && _open.Count == 0 && _ending == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}
