using System.CommandLine;
using System.Diagnostics;
using Etl.Benchmarks.Peers;
using Etl.Benchmarks.Reporting;
using Etl.Core;
using Etl.Core.Runs;

namespace Etl.Benchmarks.Scenarios;

/// <summary>
/// Plans random graphs from ten thousand to a million tasks, with all checks, from the tasks to an order in levels and a registry of models.
/// Each figure comes from a process of its own: a warm one plans other tasks until the code is compiled, and then new tasks several times,
/// of which the fastest counts; a cold one plans once, which is also how its peak of memory is found. Making the tasks is no part of planning.
/// </summary>
internal sealed class PlannerScenario : IScenario
{
    private const int Largest = 1_000_000;
    private const int Repetitions = 7;
    private const int WarmUpTasks = 5_000;
    private const int WarmUps = 60;
    private const int MaxMegabytes = 1_000;
    private const string Seconds = "plan";
    private const string ProcessorSeconds = "processor time";
    private const string SetUp = "making the tasks";
    private const string PerTask = "processor time per task";
    private const string Walk = "reading order and levels";
    private const string Allocated = "allocated per task";
    private const string Peak = "peak of the process, tasks included";

    private static readonly int[] Sizes = [10_000, 100_000, Largest];

    /// <summary>The compiler works beside us, and begins when nothing new was met for a while.</summary>
    private static readonly TimeSpan CompilerTime = TimeSpan.FromMilliseconds(20);

    private readonly Option<int?> _tasks = new("--tasks") { Description = "Plan so many tasks, in this process", HelpName = "N" };
    private readonly Option<ReferenceKind> _references = new("--references") { Description = "How the tasks of --tasks refer to models" };
    private readonly Option<bool> _shuffled = new("--shuffled") { Description = "Give the tasks of --tasks in random order" };
    private readonly Option<bool> _cold = new("--cold") { Description = "Plan the tasks of --tasks once, with code that was not run before" };

    public string Name => "planner";

    public string Description => "Random graphs from 10,000 to 1,000,000 tasks with three edges each, planned with all checks";

    public IReadOnlyList<Option> Options => [_tasks, _references, _shuffled, _cold];

    public async Task RunAsync(ScenarioContext context)
    {
        if (context.Option(_tasks) is { } tasks)
        {
            await MeasureHereAsync(context, tasks);
            return;
        }

        foreach (var size in Sizes)
        {
            await AddAsync(context, size, ReferenceKind.Shared, isShuffled: false, target: 0.75, targetRatio: 10);
        }

        foreach (var size in Sizes)
        {
            await AddAsync(context, size, ReferenceKind.Own, isShuffled: false, target: 2, targetRatio: 4);
        }

        await AddAsync(context, Largest, ReferenceKind.Made, isShuffled: false);
        await AddAsync(context, Largest, ReferenceKind.Shared, isShuffled: true);
        await AddAsync(context, Largest, ReferenceKind.Own, isShuffled: true);
    }

    private static async Task AddAsync(ScenarioContext context, int size, ReferenceKind references, bool isShuffled, double? target = null, double? targetRatio = null)
    {
        var isLargest = size == Largest;
        var label = $"planner {size:#,0} tasks{(isShuffled ? " in random order" : "")}, {Label(references)}";
        string[] options = ["--tasks", $"{size}", "--references", $"{references}", .. isShuffled ? new[] { "--shuffled" } : []];
        var warm = await context.InOwnProcessAsync(options);
        var cold = await context.InOwnProcessAsync([.. options, "--cold"]);
        var peers = isLargest ? await PeersAsync(context, references == ReferenceKind.Shared ? "numbers" : "names", isShuffled) : [];
        context.Add(peers.Aggregate(
            new Measurement(label, Value(warm, Seconds), "s") { Target = isLargest ? target : null },
            (measurement, peer) => measurement.Against(peer.Name, peer.Figures?.Seconds, peer.Name == PythonPeer.Graphlib.Name ? targetRatio : null)));
        context.Add(peers.Aggregate(
            new Measurement($"{label}, {ProcessorSeconds}", Value(warm, ProcessorSeconds), "s"),
            (measurement, peer) => measurement.Against(peer.Name, peer.Figures?.ProcessorSeconds)));
        context.Add($"{label}, {PerTask}", Value(warm, PerTask), "ns");
        context.Add($"{label}, code not run before", Value(cold, Seconds), "s");
        context.Add($"{label}, {Walk}", Value(warm, Walk), "s");
        context.Add($"{label}, {SetUp}", Value(warm, SetUp), "s");
        context.Add($"{label}, {Allocated}", Value(warm, Allocated), "bytes");
        context.Add(peers.Aggregate(
            new Measurement($"{label}, {Peak}", Value(cold, Peak), "MB") { Target = isLargest ? MaxMegabytes : null },
            (measurement, peer) => measurement.Against(peer.Name, peer.Figures?.PeakMegabytes)));
    }

    private static string Label(ReferenceKind references) => references switch
    {
        ReferenceKind.Shared => "shared references",
        ReferenceKind.Own => "from names",
        _ => "from names, references made when asked",
    };

    private static double Value(IReadOnlyList<Measurement> measurements, string name) => measurements.Single(measurement => measurement.Name == name).Value;

    private static async Task<IReadOnlyList<(string Name, PeerFigures? Figures)>> PeersAsync(ScenarioContext context, string nodes, bool isShuffled)
    {
        var file = Path.GetTempFileName();
        try
        {
            await RandomGraph.Create(Largest, isShuffled).WriteAsync(file);
            return
            [
                (PythonPeer.Graphlib.Name, await context.PeerAsync(PythonPeer.Graphlib, file, nodes)),
                (PythonPeer.Networkx.Name, await context.PeerAsync(PythonPeer.Networkx, file, nodes)),
            ];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task MeasureHereAsync(ScenarioContext context, int tasks)
    {
        var references = context.Option(_references);
        var graph = RandomGraph.Create(tasks, context.Option(_shuffled));
        if (context.Option(_cold))
        {
            context.Add(Seconds, PlanOnce(graph, references).Seconds, "s");
            context.Add(Peak, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB");
            return;
        }

        var other = RandomGraph.Create(WarmUpTasks, isShuffled: true);
        for (var i = 0; i < WarmUps; i++)
        {
            PlanOnce(other, references);
            await Task.Delay(CompilerTime, context.CancellationToken);
        }

        var results = Enumerable.Range(0, Repetitions).Select(_ => PlanOnce(graph, references)).ToList();
        context.Add(Seconds, results.Min(result => result.Seconds), "s");
        context.Add(ProcessorSeconds, results.Min(result => result.ProcessorSeconds), "s");
        context.Add(PerTask, results.Min(result => result.ProcessorSeconds) * 1e9 / tasks, "ns");
        context.Add(Walk, results.Min(result => result.WalkSeconds), "s");
        context.Add(SetUp, results.Min(result => result.SetUpSeconds), "s");
        context.Add(Allocated, results.Min(result => result.AllocatedBytes) / tasks, "bytes");
    }

    private static Result PlanOnce(RandomGraph graph, ReferenceKind references)
    {
        var started = Stopwatch.GetTimestamp();
        var tasks = graph.Tasks(references);
        var setUp = Stopwatch.GetElapsedTime(started);

        // What is left of making the tasks is not collected at the cost of the plan.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        started = Stopwatch.GetTimestamp();
        var orchestrator = new Orchestrator(JobContext.ForTest(), tasks);
        var seconds = Stopwatch.GetElapsedTime(started);
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        started = Stopwatch.GetTimestamp();
        var walked = orchestrator.Plan.Levels.Sum(level => level.Count(task => task.Level > 0));
        var walk = Stopwatch.GetElapsedTime(started);
        return walked == graph.Size
            ? new Result(setUp.TotalSeconds, seconds.TotalSeconds, processor.TotalSeconds, walk.TotalSeconds, allocated)
            : throw new InvalidOperationException($"{walked} of {graph.Size} tasks are in the plan.");
    }

    private sealed record Result(double SetUpSeconds, double Seconds, double ProcessorSeconds, double WalkSeconds, double AllocatedBytes);
}
