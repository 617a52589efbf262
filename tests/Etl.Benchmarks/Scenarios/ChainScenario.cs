using System.Diagnostics;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Reporting;

namespace Etl.Benchmarks.Scenarios;

/// <summary>No-op activities on the local engine, one after another: what a step costs, also when many have gone before.</summary>
internal sealed class ChainScenario : IScenario
{
    private const int Chain = 1_000;
    private const int LongChain = 20_000;
    private const int Part = 1_000;

    public string Name => "chain";

    public string Description => "No-op activities on the local engine, one after another";

    public async Task RunAsync(ScenarioContext context)
    {
        await using var hub = new BenchmarkHub();
        var functions = new NothingFunctions();
        await using var engine = await hub.OpenAsync(functions);
        await BenchmarkHub.RunAsync(engine, NothingFunctions.Chain, Chain);
        var warmUp = functions.Steps.Count;
        var started = Stopwatch.GetTimestamp();
        await BenchmarkHub.RunAsync(engine, NothingFunctions.Chain, Chain);
        context.Add(new Measurement($"chain of {Chain:#,0} activities", Chain / Stopwatch.GetElapsedTime(started).TotalSeconds, "activities/s") { Target = 1_000 });
        var steps = functions.Steps.Skip(warmUp).Order().ToList();
        context.Add($"chain of {Chain:#,0} activities, p50 of a step", steps[steps.Count / 2], "ms");
        context.Add(new Measurement($"chain of {Chain:#,0} activities, p99 of a step", steps[steps.Count * 99 / 100], "ms") { Target = 10 });

        var before = functions.Steps.Count;
        await BenchmarkHub.RunAsync(engine, NothingFunctions.Chain, LongChain);
        var all = functions.Steps.Skip(before).ToList();
        context.Add(new Measurement($"chain of {LongChain:#,0} activities, median of the last {Part:#,0} steps", Median(all.TakeLast(Part)), "ms").Against($"the first {Part:#,0} steps", Median(all.Take(Part))));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Part / 2);
}
