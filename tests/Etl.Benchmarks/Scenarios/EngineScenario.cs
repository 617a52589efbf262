using System.Diagnostics;
using Etl.Local.Engine;
using Etl.Local.Functions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Benchmarks.Scenarios;

/// <summary>No-op activities on the local engine, every event on disk before it is acknowledged: a fan-out and a chain.</summary>
internal sealed class EngineScenario : IScenario
{
    private const int FanOut = 10_000;
    private const int Chain = 1_000;

    public string Name => "engine";

    public string Description => "No-op activities on the local engine, every event on disk before it is acknowledged";

    public async Task RunAsync(ScenarioContext context)
    {
        await MeasureAsync(context, "fan-out", FanOut);
        await MeasureAsync(context, "chain", Chain);
    }

    private static async Task MeasureAsync(ScenarioContext context, string orchestrator, int count)
    {
        var folder = Directory.CreateTempSubdirectory("etl-bench-");
        try
        {
            await using var engine = await DurableEngine.OpenAsync(Path.Combine(folder.FullName, "hub.db"), new Invoker(), new DurableEngineOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            await RunAsync(engine, orchestrator, count / 10);
            var started = Stopwatch.GetTimestamp();
            await RunAsync(engine, orchestrator, count);
            context.Add($"engine {orchestrator} of {count}", count / Stopwatch.GetElapsedTime(started).TotalSeconds, "activities/s");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(DurableEngine engine, string orchestrator, int count)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, count);
        await engine.Client.WaitForInstanceCompletionAsync(id);
    }

    private sealed class Invoker : IFunctionInvoker
    {
        public bool HasOrchestrator(string name) => name is "fan-out" or "chain";

        public bool HasActivity(string name) => name == "nothing";

        public async Task<string?> InvokeOrchestratorAsync(string name, TaskOrchestrationContext context)
        {
            var count = context.GetInput<int>();
            if (name == "fan-out")
            {
                await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("nothing", i)));
                return null;
            }

            for (var i = 0; i < count; i++)
            {
                await context.CallActivityAsync<int>("nothing", i);
            }

            return null;
        }

        public Task<string?> InvokeActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken) => Task.FromResult<string?>("0");
    }
}
