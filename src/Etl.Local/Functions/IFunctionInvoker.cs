using Microsoft.DurableTask;

namespace Etl.Local.Functions;

/// <summary>Calls orchestrators and activities by name (case does not matter). Data crosses it as JSON. Thread-safe.</summary>
public interface IFunctionInvoker
{
    bool HasOrchestrator(string name);

    bool HasActivity(string name);

    /// <summary>
    /// Starts the orchestrator on the calling thread, with no hop of its own: it runs up to its first incomplete await before this returns.
    /// The result is null where the function returns null or nothing. Services are created for this call; disposals that take a while are not waited for.
    /// </summary>
    /// <exception cref="UnknownFunctionException">There is no orchestrator of this name.</exception>
    Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context);

    /// <summary>Services are created for this call and disposed after it. The activity's own exceptions arrive unchanged.</summary>
    /// <exception cref="UnknownFunctionException">There is no activity of this name.</exception>
    Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken);
}
