using Etl.Local.Engine.History;
using Etl.Local.Engine.Hub;
using Etl.Local.Engine.Requests;
using Etl.Local.Functions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Etl.Local.Engine.Client;

/// <summary>The client of an engine in this process. What it returns from is on disk. Thread-safe.</summary>
internal sealed class LocalDurableTaskClient(EngineRuntime engine) : DurableTaskClient("local")
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (!engine.Invoker.HasOrchestrator(orchestratorName.Name))
        {
            throw new ArgumentException($"There is no orchestrator '{orchestratorName.Name}' to start.", nameof(orchestratorName));
        }

        if (options?.StartAt is not null)
        {
            throw new NotSupportedException("The local host has no delayed start (and some hosts start at once in spite of it). Begin the orchestrator with a durable timer.");
        }

        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Validate(id);
        return await DoAsync(new StartInstance(engine, id, orchestratorName.Name, FunctionJson.Serialize(input)), cancellation);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, "raise an event for", new(EventKind.EventRaised, Name: eventName, Payload: FunctionJson.Serialize(eventPayload)), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => SendAsync(instanceId, "suspend", new(EventKind.Suspended, Payload: reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => SendAsync(instanceId, "resume", new(EventKind.Resumed, Payload: reason), cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return DoAsync(new TerminateInstance(engine, instanceId, FunctionJson.Serialize(options?.Output), options?.Recursive ?? false), cancellation);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return Task.FromResult(engine.Reader.Find(instanceId, getInputsAndOutputs) is { } row ? Metadata.From(row, getInputsAndOutputs) : null);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
        => new InstancePages(engine.Reader, filter ?? new());

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, status => status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, InstanceStatus.HasEnded, getInputsAndOutputs, cancellation);

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new(await DoAsync(new PurgeInstances([instanceId], options?.Recursive ?? false), cancellation));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var query = new OrchestrationQuery { CreatedFrom = filter.CreatedFrom, CreatedTo = filter.CreatedTo, Statuses = filter.Statuses };
        var found = engine.Reader.Query(query, after: 0, limit: int.MaxValue);
        return new(await DoAsync(new PurgeInstances([.. found.Select(r => r.Id)], options?.Recursive ?? false), cancellation));
    }

    /// <summary>Nothing: the engine is its owner's to dispose.</summary>
    public override ValueTask DisposeAsync() => default;

    private async Task<OrchestrationMetadata> WaitAsync(string id, Func<OrchestrationRuntimeStatus, bool> reached, bool withData, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        while (true)
        {
            await engine.Waiters.NextAsync(id, reached, () => engine.Reader.Find(id, withData: false) is { } row && reached(row.Status), cancellationToken);
            if (engine.Reader.Find(id, withData) is { } now && reached(now.Status))
            {
                return Metadata.From(now, withData);
            }
        }
    }

    private Task SendAsync(string id, string action, Mail mail, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return DoAsync(new SendMail(engine, id, action, mail), cancellationToken);
    }

    /// <summary>Cancelling gives up the wait, not the request: it may be done all the same.</summary>
    private Task<T> DoAsync<T>(HubRequest<T> request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        engine.Writer.Enqueue(request);
        return request.Task.WaitAsync(cancellationToken);
    }
}
