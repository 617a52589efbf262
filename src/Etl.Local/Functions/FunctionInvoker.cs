using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Functions;

/// <summary>A service scope per call.</summary>
/// <param name="client">Asked at each call, because the engine that owns the client is made after its invoker.</param>
internal sealed class FunctionInvoker(FunctionCatalog catalog, IServiceProvider services, Func<DurableTaskClient> client) : IFunctionInvoker
{
    public bool HasOrchestrator(string name) => catalog.Find(name, FunctionKind.Orchestrator) is not null;

    public bool HasActivity(string name) => catalog.Find(name, FunctionKind.Activity) is not null;

    public async Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context)
    {
        var function = Get(name, FunctionKind.Orchestrator);
        var scope = services.CreateAsyncScope();
        object? instance = null;
        try
        {
            instance = function.Method.CreateInstance(scope.ServiceProvider);
            return FunctionJson.Serialize(await function.Method.CallAsync(instance, function.Bind(_ => context)));
        }
        finally
        {
            // An orchestration may wait for nothing that is not durable, and so not for the end of a disposal.
            var disposal = BeginDisposal(instance, scope);
            if (disposal.IsCompleted)
            {
                await disposal;
            }
        }
    }

    public Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        var function = Get(name, FunctionKind.Activity);
        return InvokeAsync(function, parameter => parameter.Kind switch
        {
            BoundParameterKind.Trigger => ReadInput(function, inputJson),
            BoundParameterKind.InstanceId => instanceId,
            BoundParameterKind.DurableClient => client(),
            _ => cancellationToken,
        });
    }

    private async Task<string?> InvokeAsync(LocalFunction function, Func<BoundParameter, object?> valueOf)
    {
        await using var scope = services.CreateAsyncScope();
        return FunctionJson.Serialize(await function.Method.InvokeAsync(scope.ServiceProvider, function.Bind(valueOf)));
    }

    // Outside of the caller's flow: what of it ends later goes on elsewhere.
    private static Task BeginDisposal(object? instance, AsyncServiceScope scope)
    {
        var flow = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return DisposeAsync(instance, scope);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(flow);
        }
    }

    private static async Task DisposeAsync(object? instance, AsyncServiceScope scope)
    {
        await using (scope)
        {
            await FunctionMethod.DisposeAsync(instance);
        }
    }

    private static object? ReadInput(LocalFunction function, string? json)
    {
        var type = function.TriggerType;
        try
        {
            var input = FunctionJson.Deserialize(json, type);
            return input is null && type.IsValueType ? Activator.CreateInstance(type) : input;
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException(
                $"Activity {function.Name} takes {type.Name}, but its input can't be read as that: {e.Message} "
                + "Was it scheduled by another version of the app?", e);
        }
    }

    private LocalFunction Get(string name, FunctionKind kind)
    {
        if (catalog.Find(name, kind) is { } function)
        {
            return function;
        }

        var word = kind == FunctionKind.Orchestrator ? "orchestrator" : "activity";
        var known = string.Join(", ", catalog.OfKind(kind).Select(found => found.Name));
        throw new UnknownFunctionException($"There is no {word} named '{name}'. Found: {(known.Length == 0 ? "none" : known)}.");
    }
}
