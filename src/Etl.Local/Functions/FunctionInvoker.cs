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

    public Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context)
        => InvokeAsync(Get(name, FunctionKind.Orchestrator), _ => context);

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
