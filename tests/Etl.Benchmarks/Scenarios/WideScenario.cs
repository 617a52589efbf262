using System.CommandLine;
using System.Diagnostics;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Reporting;
using Etl.Core;
using Etl.Core.Pipelines;
using Etl.Core.Runs;
using Etl.Functions;
using Etl.Local.Engine;

namespace Etl.Benchmarks.Scenarios;

/// <summary>A pipeline of very many small tasks on the local host, from the start request to the summary, with all records on disk. Each size has a process of its own.</summary>
internal sealed class WideScenario : IScenario
{
    private const string Seconds = "run";
    private const string Peak = "peak";
    private const string FirstTenth = "while the first tenth of the tasks runs";
    private const string LastTenth = "while the last tenth of the tasks runs";
    private const string InProcess = "in process";
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    private readonly Option<int?> _size = new("--wide-tasks") { Description = "Run so many small tasks, in this process", HelpName = "N" };
    private readonly Option<int> _tasksPerActivity = new("--tasks-per-activity") { Description = "So many of the tasks of --wide-tasks in an activity", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _inProcess = new("--in-process") { Description = "Run the tasks of --wide-tasks by Orchestrator.RunAsync" };

    public string Name => "wide";

    public string Description => "Pipelines of up to 100,000 small tasks on the local host, all records on disk";

    public IReadOnlyList<Option> Options => [_size, _tasksPerActivity, _inProcess];

    public async Task RunAsync(ScenarioContext context)
    {
        if (context.Option(_size) is { } tasks)
        {
            await MeasureHereAsync(context, tasks);
            return;
        }

        foreach (var tasksPerActivity in new[] { 1, 20 })
        {
            foreach (var size in Sizes)
            {
                var measured = await context.InOwnProcessAsync("--wide-tasks", $"{size}", "--tasks-per-activity", $"{tasksPerActivity}");
                var floor = await context.InOwnProcessAsync("--wide-tasks", $"{size}", "--in-process");
                var label = $"wide, {size:#,0} tasks, {tasksPerActivity} in an activity";
                context.Add(new Measurement(label, size / Value(measured, Seconds), "tasks/s").Against("Orchestrator.RunAsync, nothing recorded", size / Value(floor, Seconds)));
                context.Add($"{label}, peak of the process", Value(measured, Peak), "MB");
                context.Add(new Measurement($"{label}, {LastTenth}", Value(measured, LastTenth), "MB").Against(FirstTenth, Value(measured, FirstTenth)));
            }
        }
    }

    private static double Value(IReadOnlyList<Measurement> measurements, string name) => measurements.Single(measurement => measurement.Name == name).Value;

    private async Task MeasureHereAsync(ScenarioContext context, int tasks)
    {
        var memory = new MemoryByTenths(tasks);
        var pipeline = new Pipeline("wide", SmallTasks.Wide(tasks, memory.LookAsync)) { TasksPerActivity = context.Option(_tasksPerActivity) };
        long started;
        if (context.Option(_inProcess))
        {
            started = Stopwatch.GetTimestamp();
            var result = await new Orchestrator(JobContext.ForTest(), pipeline.Tasks).RunAsync(cancellationToken: context.CancellationToken);
            result.EnsureSucceeded();
        }
        else
        {
            await using var app = await LocalApp.StartAsync(pipeline, new EtlOptions { MaxTasks = tasks, Environment = InProcess.Replace(' ', '-') }, new DurableEngineOptions());
            started = Stopwatch.GetTimestamp();
            await app.RunAsync();
            AddFigures();
            return;
        }

        AddFigures();

        void AddFigures()
        {
            context.Add(Seconds, Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
            context.Add(Peak, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB");
            context.Add(FirstTenth, memory.First / 1e6, "MB");
            context.Add(LastTenth, memory.Last / 1e6, "MB");
        }
    }
}
