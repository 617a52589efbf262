using System.Runtime.CompilerServices;
using Etl.Local.Engine.Client;
using Etl.Local.Engine.History;
using Etl.Local.Functions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Etl.Local.Engine.Orchestrations;

/// <summary>What an orchestrator sees of its execution.</summary>
internal sealed class LocalOrchestrationContext(OrchestrationExecution execution, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => execution.Header.Name;

    public override string InstanceId => execution.Header.Id;

    public override ParentOrchestrationInstance? Parent => execution.Header.Parent is { } parent ? new(parent.Name, parent.Id) : null;

    public override DateTime CurrentUtcDateTime => execution.CurrentUtc;

    public override bool IsReplaying => execution.IsReplaying;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default
    {
        EnsureOwnThread();
        return Read<T>(execution.Input);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureOwnThread();
        EnsureSupported(name, input, options);
        return ResultAsync<TResult>(execution.Decide(EventKind.ActivityScheduled, name.Name, FunctionJson.Serialize(input)));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureOwnThread();
        EnsureSupported(orchestratorName, input, options);
        var id = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Validate(id);
        return ResultAsync<TResult>(execution.Decide(EventKind.SubOrchestrationScheduled, orchestratorName.Name, id, FunctionJson.Serialize(input)));
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureOwnThread();
        var timer = execution.Decide(EventKind.TimerCreated, name: null, HistoryEvent.Due(fireAt.ToUniversalTime()));
        timer.Cancellation = cancellationToken.Register(() => execution.CancelTimer(timer, cancellationToken));
        await timer.Result;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureOwnThread();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return execution.Events.Wait<T>(eventName, execution.EnsureOwnThread, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureOwnThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        execution.Decide(EventKind.EventSent, eventName, instanceId, FunctionJson.Serialize(payload));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureOwnThread();
        if (!IsReplaying)
        {
            execution.NewCustomStatus = new(FunctionJson.Serialize(customStatus));
        }
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        EnsureOwnThread();
        execution.ContinueAsNew(FunctionJson.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        EnsureOwnThread();
        return DeterministicGuid.Create(InstanceId, CurrentUtcDateTime, _guids++);
    }

    private static async Task<T> ResultAsync<T>(Decision decision) => Read<T>(await decision.Result)!;

    private static T? Read<T>(string? json) => FunctionJson.Deserialize(json, typeof(T)) is T value ? value : default;

    private static void EnsureSupported(TaskName name, object? input, TaskOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Name, nameof(name));
        if (input is TaskOptions)
        {
            throw new ArgumentException("TaskOptions were given as the input. Name the argument: `options: …`.", nameof(input));
        }

        if (options?.Retry is not null)
        {
            throw new NotSupportedException(
                "The local host has no retries of its own. An activity reports its outcome as its result, and the orchestrator loops over the attempts with durable timers.");
        }
    }

    private void EnsureOwnThread([CallerMemberName] string? member = null)
    {
        if (!execution.EnsureOwnThread())
        {
            throw new InvalidOperationException($"{member} was called outside of the orchestrator's own flow. {execution.IllegalAwait().Message}");
        }
    }
}
