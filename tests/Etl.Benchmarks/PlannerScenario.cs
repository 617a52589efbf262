using System.Diagnostics;
using Etl.Core;
using Etl.Core.Models;
using Etl.Core.Runs;
using Etl.Core.Tasks;

namespace Etl.Benchmarks;

/// <summary>Plans random graphs in which a task requires up to three earlier models. The time must grow linearly.</summary>
internal static class PlannerScenario
{
    private const int Seed = 42;

    public static Task RunAsync()
    {
        foreach (var size in new[] { 10_000, 100_000, 1_000_000 })
        {
            var tasks = Tasks(size);
            var started = Stopwatch.GetTimestamp();
            var plan = new Orchestrator(JobContext.ForTest(), tasks).Plan;
            Measurement.Print($"planner {size} tasks", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
            Measurement.Print($"planner {size} tasks, levels", plan.Levels.Count, "levels");
        }

        return Task.CompletedTask;
    }

    private static List<EtlTask> Tasks(int size)
    {
        var random = new Random(Seed);
        var models = Enumerable.Range(0, size).Select(i => Model.Of<Item>($"m{i}")).ToArray();
        return [.. Enumerable.Range(0, size).Select(i => EtlTask.Create(
            $"t{i}",
            i == 0 ? [] : [.. Enumerable.Range(0, 3).Select(_ => models[random.Next(i)])],
            [models[i]],
            (_, _) => Task.CompletedTask))];
    }

    public sealed class Item : Model<int>;
}
