using System.Text.Json;
using Etl.Core.Registry;
using Etl.Core.Runs;
using Etl.Functions.Activities;
using Etl.Functions.Orchestrators;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Etl.Functions.Tests.Support;

/// <summary>
/// A mocked <see cref="TaskOrchestrationContext"/> whose activities are delegates and whose clock jumps from timer to timer. What an activity
/// is given and returns crosses JSON, as on a host. One thread; nothing waits.
/// </summary>
internal sealed class ScriptedOrchestration
{
    private readonly Mock<TaskOrchestrationContext> _context = new(MockBehavior.Strict);
    private readonly List<ScriptedTimer> _timers = [];
    private readonly List<(string Name, TaskCompletionSource<string> Received, CancellationToken Token)> _waits = [];
    private DateTime _asleepUntil;
    private DateTime _now = new(2026, 11, 22, 2, 0, 0, DateTimeKind.Utc);

    public ScriptedOrchestration(RunSnapshot snapshot)
        : this(snapshot.RunId)
    {
        _context.Setup(context => context.GetInput<RunSnapshot>()).Returns(() => Json(snapshot));
    }

    public ScriptedOrchestration(ChunkInput input, string instanceId)
        : this(instanceId)
    {
        _context.Setup(context => context.GetInput<ChunkInput>()).Returns(() => Json(input));
    }

    private ScriptedOrchestration(string instanceId)
    {
        _context.Setup(context => context.InstanceId).Returns(instanceId);
        _context.Setup(context => context.IsReplaying).Returns(false);
        _context.Setup(context => context.CurrentUtcDateTime).Returns(() => _now);
        _context.Setup(context => context.CreateReplaySafeLogger(It.IsAny<string>())).Returns(NullLogger.Instance);
        _context.Setup(context => context.SetCustomStatus(It.IsAny<object?>())).Callback((object? status) => Progress.Add((RunProgress)status!));
        _context.Setup(context => context.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>())).Returns(CreateTimer);
        _context.Setup(context => context.WaitForExternalEvent<string>(It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns(Wait);
        _context.Setup(context => context.SendEvent(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<object>()))
            .Callback((string id, string name, object _) => SendEvent(id, name));
        Activity<PinInputsResult>(nameof(PinInputs), _ => PinInputs());
        Activity<TaskOutcome>(nameof(RunTask), input => RunTask((RunTaskInput)input!));
        Activity<IReadOnlyList<TaskOutcome>>(nameof(RunPack), input => RunPack((RunPackInput)input!));
        Activity<IReadOnlyList<TaskOutcome>>(nameof(AbandonPack), input => AbandonPack((AbandonPackInput)input!));
        Activity<TaskOutcome>(nameof(AbandonTask), input => AbandonTask((AbandonTaskInput)input!));
        Activity<RunEndingKind>(nameof(PublishRun), _ => PublishRun());
        Activity<FinishRunResult>(nameof(FinishRun), input => FinishRun((FinishRunInput)input!));
        _context.Setup(context => context.CallSubOrchestratorAsync<IReadOnlyList<TaskOutcome>>(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns((TaskName name, object? input, TaskOptions? options) => CallChunkAsync(name.Name, (ChunkInput)input!, ((SubOrchestrationOptions)options!).InstanceId!));
    }

    public Func<Task<PinInputsResult>> PinInputs { get; set; } = () => Task.FromResult(new PinInputsResult(1, [], [], false));

    public Func<RunTaskInput, Task<TaskOutcome>> RunTask { get; set; } = input => Task.FromResult(Snapshots.Succeeded(input));

    public Func<RunPackInput, Task<IReadOnlyList<TaskOutcome>>> RunPack { get; set; } = input => Task.FromResult<IReadOnlyList<TaskOutcome>>([.. input.Tasks.Select(task => Snapshots.Succeeded(new RunTaskInput(input.RunId, task.Task, 1, false, [])))]);

    public Func<AbandonPackInput, Task<IReadOnlyList<TaskOutcome>>> AbandonPack { get; set; } =
        input => Task.FromResult<IReadOnlyList<TaskOutcome>>([.. input.Tasks.Select(task => TaskOutcome.Failure(task, 1, new TaskError("Timeout", "given up"), isRetryable: false))]);

    public Func<AbandonTaskInput, Task<TaskOutcome>> AbandonTask { get; set; } =
        input => Task.FromResult(TaskOutcome.Failure(input.Task, input.Attempt, new TaskError("Timeout", "given up"), isRetryable: false));

    public Func<Task<RunEndingKind>> PublishRun { get; set; } = () => Task.FromResult(RunEndingKind.Publish);

    public Func<FinishRunInput, Task<FinishRunResult>> FinishRun { get; set; } = input => Task.FromResult(new FinishRunResult(
        input.Ending switch { RunEndingKind.Publish => RunStatus.Succeeded, RunEndingKind.Cancel => RunStatus.Cancelled, _ => RunStatus.Failed },
        $"ended by {input.Ending}",
        0));

    public Func<ChunkInput, string, Task<IReadOnlyList<TaskOutcome>>> RunChunk { get; set; } = (input, _) =>
        Task.FromResult<IReadOnlyList<TaskOutcome>>([.. input.Tasks.Select(task => Snapshots.Succeeded(new RunTaskInput(input.RunId, task.Task.Name, 1, false, [])))]);

    /// <summary>Every call of an activity or a sub-orchestration, in order: its time, its name and its input.</summary>
    public List<(DateTime At, string Name, object? Input)> Calls { get; } = [];

    public List<RunProgress> Progress { get; } = [];

    public List<(string InstanceId, string Name)> Sent { get; } = [];

    public DateTime Now => _now;

    public IEnumerable<RunTaskInput> Attempts => Inputs<RunTaskInput>();

    public IEnumerable<string> Names => Calls.Select(call => call.Input switch
    {
        RunTaskInput task => task.Task,
        RunPackInput pack => $"[{string.Join(' ', pack.Tasks.Select(task => task.Task))}]",
        _ => call.Name,
    });

    /// <summary>What the orchestrator waits for and has not been told: these would keep its instance alive.</summary>
    public IEnumerable<ScriptedTimer> OpenTimers => _timers.Where(timer => timer.IsOpen);

    public int OpenWaits => _waits.Count(wait => !wait.Received.Task.IsCompleted);

    public IEnumerable<TInput> Inputs<TInput>() => Calls.Select(call => call.Input).OfType<TInput>();

    public FinishRunInput Finish => Inputs<FinishRunInput>().Single();

    public static TaskFailedException Lost(string activity) => new(activity, 1, new TaskFailureDetails("disk", "gone", null, null, null));

    /// <summary>Something that ends after a time on the orchestration's clock.</summary>
    public async Task<T> AfterAsync<T>(TimeSpan time, T result)
    {
        var timer = new ScriptedTimer(_now + time, "script");
        _timers.Add(timer);
        await timer.Task;
        return result;
    }

    /// <summary>Never: the worker was lost.</summary>
    public static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    /// <summary>Raises the event that cancels a run, now or after a time.</summary>
    public void Cancel(TimeSpan after = default)
    {
        _ = RaiseAsync();

        async Task RaiseAsync()
        {
            if (after > TimeSpan.Zero)
            {
                await AfterAsync(after, true);
            }

            var wait = _waits.FindLast(waiting => waiting.Name == RunEvents.Cancel && !waiting.Received.Task.IsCompleted);
            wait.Received?.TrySetResult("");
        }
    }

    /// <summary>The host is down from the next timer on: nothing happens before that time, and then everything that was due.</summary>
    public void Sleep(DateTime until) => _asleepUntil = until;

    public Task<RunOutcome> RunPipelineAsync() => RunAsync(PipelineOrchestrator.RunAsync);

    public Task<IReadOnlyList<TaskOutcome>> RunChunkAsync() => RunAsync(ChunkOrchestrator.RunAsync);

    /// <summary>Fires what is due next, whoever waits for it, until nothing is.</summary>
    public void RunDry()
    {
        while (FireNext())
        {
        }
    }

    private async Task<T> RunAsync<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        Task<T> running;
        try
        {
            running = orchestrator(_context.Object);
            while (!running.IsCompleted && FireNext())
            {
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        Assert.True(running.IsCompleted, "The orchestrator waits for something that never happens.");
        return await running;
    }

    private bool FireNext()
    {
        var next = _timers.Where(timer => timer.IsOpen).MinBy(timer => timer.Due);
        if (next is null)
        {
            return false;
        }

        _now = new[] { next.Due, _now, _asleepUntil }.Max();
        next.Fire();
        return true;
    }

    private async Task CreateTimer(DateTime due, CancellationToken token)
    {
        Assert.Equal(DateTimeKind.Utc, due.Kind);
        var timer = new ScriptedTimer(due);
        _timers.Add(timer);
        using var registration = token.Register(timer.Cancel);
        await timer.Task;
    }

    private Task<string> Wait(string name, CancellationToken token)
    {
        var received = new TaskCompletionSource<string>();
        _waits.Add((name, received, token));
        token.Register(() => received.TrySetCanceled(token));
        return received.Task;
    }

    private void SendEvent(string instanceId, string name) => Sent.Add((instanceId, name));

    private void Activity<TResult>(string name, Func<object?, Task<TResult>> run) =>
        _context.Setup(context => context.CallActivityAsync<TResult>(It.Is<TaskName>(task => task.Name == name), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .Returns(async (TaskName _, object? input, TaskOptions? _) =>
            {
                var received = input is null ? null : Json(input);
                Calls.Add((_now, name, received));
                return Json(await run(received));
            });

    private async Task<IReadOnlyList<TaskOutcome>> CallChunkAsync(string name, ChunkInput input, string instanceId)
    {
        Calls.Add((_now, $"{name} {instanceId}", Json(input)));
        return Json(await RunChunk(input, instanceId));
    }

    private static T Json<T>(T value)
    {
        var type = typeof(T) == typeof(object) ? value!.GetType() : typeof(T);
        return (T)JsonSerializer.Deserialize(JsonSerializer.Serialize(value, type), type)!;
    }
}
