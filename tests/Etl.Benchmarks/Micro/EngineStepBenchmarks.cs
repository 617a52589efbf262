using BenchmarkDotNet.Attributes;
using Etl.Benchmarks.Hosting;
using Etl.Local.Engine;

namespace Etl.Benchmarks.Micro;

/// <summary>What an activity that does nothing costs the local engine, on disk: in a chain, each step of which waits for a sync, and in a fan-out, whose activities share them.</summary>
[MemoryDiagnoser]
public class EngineStepBenchmarks
{
    private const int Activities = 1_000;

    private BenchmarkHub _hub = null!;
    private DurableEngine _engine = null!;

    [GlobalSetup]
    public async Task OpenHubAsync()
    {
        _hub = new BenchmarkHub();
        _engine = await _hub.OpenAsync(new NothingFunctions());
    }

    [GlobalCleanup]
    public async Task CloseHubAsync()
    {
        await _engine.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Activities)]
    public Task Chain() => BenchmarkHub.RunAsync(_engine, NothingFunctions.Chain, Activities);

    [Benchmark(OperationsPerInvoke = Activities)]
    public Task FanOut() => BenchmarkHub.RunAsync(_engine, NothingFunctions.FanOut, Activities);
}
