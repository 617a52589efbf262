using System.Diagnostics;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Reporting;
using Etl.Core.Pipelines;
using Etl.Core.Registry;
using Etl.Functions;
using Etl.Local.Engine;

namespace Etl.Benchmarks.Scenarios;

/// <summary>
/// Random graphs whose tasks wait for a random time, on so many workers: how long a run takes, eager and level by level, against the least that is possible if no task waited for another.
/// Graphs have at least 50 tasks for a worker, and a critical path of at most half of that least time.
/// </summary>
internal sealed class MakespanScenario : IScenario
{
    private const int Workers = 8;
    private const int Tasks = 50 * Workers;
    private const int Graphs = 2;
    private const int Depth = 10;
    private const int ShortestMs = 100;
    private const int LongestMs = 900;

    public string Name => "makespan";

    public string Description => "Random graphs on 8 workers: eager and level by level, against work / workers";

    public async Task RunAsync(ScenarioContext context)
    {
        // Code that is compiled when it is first used is the business of coldstart.
        await MeasureAsync(new Pipeline("warm-up", Enumerable.Range(0, Workers).Select(i => SmallTasks.Create($"{i}"))), RunScheduling.Eager);
        var (ideal, eager, levels) = (0.0, 0.0, 0.0);
        for (var seed = 1; seed <= Graphs; seed++)
        {
            var graph = RandomDurations(seed);
            ideal += graph.Work / Workers;
            eager += await MeasureAsync(graph.Pipeline, RunScheduling.Eager);
            levels += await MeasureAsync(graph.Pipeline, RunScheduling.Levels);
        }

        context.Add(new Measurement($"makespan of {Graphs} graphs of {Tasks} tasks on {Workers} workers, eager, over work / workers", eager / ideal, "") { Target = 1.05 }.Against("level by level", levels / ideal));
        context.Add("makespan, work / workers", ideal, "s");
    }

    private static async Task<double> MeasureAsync(Pipeline pipeline, RunScheduling scheduling)
    {
        await using var app = await LocalApp.StartAsync(pipeline, new EtlOptions { MaxFanOut = 1_000 }, new DurableEngineOptions { MaxConcurrentActivities = Workers });
        var started = Stopwatch.GetTimestamp();
        await app.RunAsync(request => request with { Scheduling = scheduling, Parallelism = Workers });
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static (Pipeline Pipeline, double Work) RandomDurations(int seed)
    {
        // Seeded, so that each run measures the same graphs; no secret is made of it.
#pragma warning disable CA5394
        var random = new Random(seed);
        while (true)
        {
            var milliseconds = Enumerable.Range(0, Tasks).Select(_ => random.Next(ShortestMs, LongestMs)).ToArray();
            var depths = Enumerable.Range(0, Tasks).Select(_ => random.Next(Depth)).Order().ToArray();
            var requires = depths.Select((depth, i) => (Earlier: Array.IndexOf(depths, depth), Task: i))
                .Select(task => Enumerable.Range(0, Math.Min(task.Earlier, 3)).Select(_ => random.Next(task.Earlier)).Distinct().ToArray())
                .ToArray();
#pragma warning restore CA5394
            var work = milliseconds.Sum() / 1_000.0;
            if (CriticalPath(milliseconds, requires) / 1_000.0 <= work / (2 * Workers))
            {
                var tasks = Enumerable.Range(0, Tasks).Select(i => SmallTasks.Create($"{i}", token => Task.Delay(milliseconds[i], token), [.. requires[i].Select(required => $"{required}")]));
                return (new Pipeline("makespan", tasks), work);
            }
        }
    }

    private static int CriticalPath(int[] durations, int[][] requires)
    {
        var ends = new int[durations.Length];
        for (var i = 0; i < durations.Length; i++)
        {
            ends[i] = durations[i] + requires[i].Select(required => ends[required]).DefaultIfEmpty().Max();
        }

        return ends.Max();
    }
}
