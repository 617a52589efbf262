using System.Collections.Concurrent;
using Etl.Local.Functions;
using Microsoft.DurableTask;

namespace Etl.Local.Tests.Engine;

/// <summary>Functions made of lambdas. It remembers which activities ran, with which input.</summary>
internal sealed class TestFunctions : IFunctionInvoker
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<string?, CancellationToken, Task<object?>>> _activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>"name(input)", in the order in which they began.</summary>
    public ConcurrentQueue<string> Ran { get; } = new();

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> body)
    {
        _orchestrators[name] = body;
        return this;
    }

    public TestFunctions Activity<TInput>(string name, Func<TInput, object?> body)
        => Activity<TInput>(name, (input, _) => Task.FromResult(body(input)));

    public TestFunctions Activity<TInput>(string name, Func<TInput, CancellationToken, Task<object?>> body)
    {
        _activities[name] = (json, cancellationToken) => body((TInput)FunctionJson.Deserialize(json, typeof(TInput))!, cancellationToken);
        return this;
    }

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public async Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context)
        => _orchestrators.TryGetValue(name, out var body)
            ? FunctionJson.Serialize(await body(context))
            : throw new UnknownFunctionException($"There is no orchestrator '{name}'.");

    public async Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        Ran.Enqueue($"{name}({inputJson})");
        return FunctionJson.Serialize(await _activities[name](inputJson, cancellationToken));
    }
}
