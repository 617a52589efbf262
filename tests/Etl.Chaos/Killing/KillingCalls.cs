using Etl.Local.Functions;
using Microsoft.DurableTask;

namespace Etl.Chaos.Killing;

/// <summary>Functions whose process may die before an activity begins, and when it has ended and the engine has not been told.</summary>
internal sealed class KillingCalls(IFunctionInvoker inner, KillSwitch kill) : IFunctionInvoker
{
    public bool HasOrchestrator(string name) => inner.HasOrchestrator(name);

    public bool HasActivity(string name) => inner.HasActivity(name);

    public Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context) => inner.InvokeOrchestratorAsync(name, context);

    public async Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        kill.Reach("activity" + KillPoint.Before);
        var result = await inner.InvokeActivityAsync(name, instanceId, inputJson, cancellationToken);
        kill.Reach("activity" + KillPoint.After);
        return result;
    }
}
