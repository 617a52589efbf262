using Etl.Local.Engine;
using Etl.Local.Functions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Etl.Benchmarks.Hosting;

/// <summary>A hub in a temporary folder, and engines on it, one after another.</summary>
internal sealed class BenchmarkHub : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("etl-bench-");

    public Task<DurableEngine> OpenAsync(IFunctionInvoker functions, DurableEngineOptions? options = null) =>
        DurableEngine.OpenAsync(Path.Combine(_folder.FullName, "hub.db"), functions, options ?? new DurableEngineOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public static async Task RunAsync(DurableEngine engine, string orchestrator, int count)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, count);
        await engine.Client.WaitForInstanceCompletionAsync(id);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
