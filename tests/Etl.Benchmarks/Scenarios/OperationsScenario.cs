using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Reporting;
using Etl.Core.Pipelines;
using Etl.Functions;
using Etl.Local.Engine;

namespace Etl.Benchmarks.Scenarios;

/// <summary>What a run asks of the store, output blobs aside, when a level has a thousand tasks: by themselves, and twenty in an activity.</summary>
internal sealed class OperationsScenario : IScenario
{
    private const int Tasks = 1_000;

    public string Name => "operations";

    public string Description => "Storage operations of a run with a level of 1,000 tasks, one and twenty in an activity";

    public async Task RunAsync(ScenarioContext context)
    {
        var alone = await CountAsync(context, tasksPerActivity: 1);
        var packed = await CountAsync(context, tasksPerActivity: 20);
        context.Add(new Measurement($"operations of the registry for {Tasks:#,0} tasks, 20 in an activity", packed, "operations").Against("1 in an activity", alone, atLeast: 5));
    }

    private static async Task<int> CountAsync(ScenarioContext context, int tasksPerActivity)
    {
        var pipeline = new Pipeline("operations", Enumerable.Range(0, Tasks).Select(i => SmallTasks.Create($"{i}"))) { TasksPerActivity = tasksPerActivity };
        await using var app = await LocalApp.StartAsync(pipeline, new EtlOptions(), new DurableEngineOptions());

        // The models have versions when it counts, as they have every night but the first.
        await app.RunAsync();
        app.Store.Take();
        await app.RunAsync();
        var counts = app.Store.Take();
        var registry = counts.Where(count => count.Key != "upload").Sum(count => count.Value);
        context.Add($"operations for a task, {tasksPerActivity} in an activity", (double)registry / Tasks, "operations");
        context.Add($"uploads for a task, {tasksPerActivity} in an activity", (double)counts.GetValueOrDefault("upload") / Tasks, "uploads");
        return registry;
    }
}
