using Etl.Local.Engine.Activities;
using Etl.Local.Engine.Client;
using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Orchestrations;
using Etl.Local.Engine.Timers;
using Etl.Local.Functions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Engine;

/// <summary>The parts of one engine, which know each other through it.</summary>
internal sealed class EngineRuntime : IAsyncDisposable
{
    private readonly HubFile _file;
    private readonly ILogger _log;
    private readonly TaskCompletionSource<Exception> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopped;

    public EngineRuntime(HubFile file, IFunctionInvoker invoker, DurableEngineOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _file = file;
        _log = loggers.CreateLogger<DurableEngine>();
        Invoker = invoker;
        Options = options;
        Time = time;
        Loggers = loggers;
        Reader = new(file);
        Activities = new(invoker, options.MaxConcurrentActivities, Pending, _log);
        Timers = new(time);
        Writer = new(file, options, Break);
    }

    public IFunctionInvoker Invoker { get; }

    public DurableEngineOptions Options { get; }

    public TimeProvider Time { get; }

    public ILoggerFactory Loggers { get; }

    public HubReader Reader { get; }

    public HubWriter Writer { get; }

    public ActivityDispatcher Activities { get; }

    public TimerQueue Timers { get; }

    public InstanceDirectory Instances { get; } = new();

    public InstanceWaiters Waiters { get; } = new();

    public PendingWork Pending { get; } = new();

    /// <summary>Nothing new is begun any more.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Completes after a <see cref="Break"/>, with its cause.</summary>
    public Task<Exception> Broken => _broken.Task;

    public long NowTicks => Time.GetUtcNow().UtcTicks;

    /// <summary>Stops everything: the hub can't be written, or an instance could not be played for a reason that is not its own.</summary>
    public void Break(Exception cause)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        _log.LogCritical(cause, "The durable engine on {Hub} has stopped: {Cause}", _file.Path, cause.Message);
        Activities.Dispose();
        Timers.Dispose();
        Writer.Stop(cause);
        Waiters.Close(cause);
        _broken.TrySetResult(cause);
    }

    public void LogFailure(InstanceHeader instance, TaskFailureDetails failure)
        => _log.LogError("Orchestration '{Orchestrator}' ({InstanceId}) failed: {ErrorType}: {ErrorMessage}", instance.Name, instance.Id, failure.ErrorType, failure.ErrorMessage);

    public void LogOpenTasks(InstanceHeader instance, IEnumerable<Decision> tasks)
        => _log.LogInformation("Orchestration '{Orchestrator}' ({InstanceId}) has returned; it ends when what it did not await has ended: {Tasks}",
            instance.Name, instance.Id, string.Join(", ", tasks.Take(10).Select(t => HistoryEvent.Describe(t.Kind, t.Name))));

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        Activities.Dispose();
        Timers.Dispose();
        Writer.Stop(new ObjectDisposedException(nameof(DurableEngine)));
        await Writer.Stopped;
        Waiters.Close(new ObjectDisposedException(nameof(DurableEngine), "The durable engine was stopped; the instance goes on when it is resumed."));
        _file.Dispose();
    }
}
