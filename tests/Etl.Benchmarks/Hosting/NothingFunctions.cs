using System.Collections.Concurrent;
using System.Diagnostics;
using Etl.Local.Functions;
using Microsoft.DurableTask;

namespace Etl.Benchmarks.Hosting;

/// <summary>Orchestrators that call an activity that does nothing: <c>fan-out</c>, <c>chain</c>, and <c>wait</c>, which fans out and then waits for an event.</summary>
internal sealed class NothingFunctions : IFunctionInvoker
{
    public const string FanOut = "fan-out";
    public const string Chain = "chain";
    public const string Wait = "wait";
    public const string GoOn = "go on";

    private readonly ConcurrentQueue<double> _steps = new();

    /// <summary>How long each step of the chains took, in milliseconds.</summary>
    public IReadOnlyList<double> Steps => [.. _steps];

    public bool HasOrchestrator(string name) => name is FanOut or Chain or Wait;

    public bool HasActivity(string name) => name == "nothing";

    public async Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context)
    {
        var count = context.GetInput<int>();
        if (name == Chain)
        {
            for (var i = 0; i < count; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await context.CallActivityAsync<int>("nothing", i);
                _steps.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            return null;
        }

        await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("nothing", i)));
        if (name == Wait)
        {
            context.SetCustomStatus("waiting");
            await context.WaitForExternalEvent<string>(GoOn);
        }

        return null;
    }

    public Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken) => Task.FromResult<string?>("0");
}
