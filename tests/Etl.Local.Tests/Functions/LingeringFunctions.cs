using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Etl.Local.Tests.Functions;

/// <summary>When disposals end, and the order in which they did.</summary>
public sealed class Lingering
{
    public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource AllDisposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<string> Disposed { get; } = [];
}

/// <summary>Scoped; its disposal takes until the test lets it end.</summary>
public sealed class LingeringService(Lingering lingering) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await lingering.End.Task;
        lingering.Disposed.Add("service");
        lingering.AllDisposed.SetResult();
    }
}

/// <summary>Disposed before its service, and as slowly.</summary>
public sealed class LingeringFunctions(LingeringService service, Lingering lingering) : IAsyncDisposable
{
    [Function("Linger")]
    public Task<string> LingerAsync([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult($"{context.InstanceId} with {service.GetType().Name}");

    public async ValueTask DisposeAsync()
    {
        await lingering.End.Task;
        lingering.Disposed.Add("instance");
    }
}
