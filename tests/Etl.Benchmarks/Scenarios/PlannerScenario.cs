using System.CommandLine;
using System.Diagnostics;
using Etl.Benchmarks.Peers;
using Etl.Benchmarks.Reporting;
using Etl.Core;
using Etl.Core.Runs;

namespace Etl.Benchmarks.Scenarios;

/// <summary>
/// Plans random graphs from ten thousand to a million tasks. Each figure comes from a process of its own: a warm one plans other tasks
/// until the code is compiled, and then new tasks several times; a cold one plans once, which is also how its peak of memory is found.
/// Making the tasks is no part of planning.
/// </summary>
internal sealed class PlannerScenario : IScenario
{
    private const int Largest = 1_000_000;
    private const int Repetitions = 5;
    private const int WarmUpTasks = 5_000;
    private const int WarmUps = 60;
    private const string Seconds = "plan";
    private const string SetUp = "making the tasks";
    private const string PerTask = "per task";
    private const string Walk = "reading order and levels";
    private const string Allocated = "allocated per task";
    private const string Peak = "peak of the process, tasks included";

    private static readonly int[] Sizes = [10_000, 100_000, Largest];

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

        var numbers = await PeersAsync(context, "numbers");
        var names = await PeersAsync(context, "names");
        foreach (var references in Enum.GetValues<ReferenceKind>())
        {
            var (peers, target, targetRatio) = references == ReferenceKind.Shared ? (numbers, 0.75, 10) : (names, 2.0, 4);
            foreach (var size in Sizes)
            {
                await AddAsync(context, size, references, isShuffled: false, size == Largest ? peers : [], target, targetRatio);
            }

            await AddAsync(context, Largest, references, isShuffled: true, peers, target, targetRatio);
        }
    }

    private static async Task AddAsync(ScenarioContext context, int size, ReferenceKind references, bool isShuffled, IReadOnlyList<(string Name, PeerFigures? Figures)> peers, double target, double targetRatio)
    {
        var label = $"planner {size:#,0} tasks{(isShuffled ? " in random order" : "")}, {Label(references)}";
        string[] options = ["--tasks", $"{size}", "--references", $"{references}", .. isShuffled ? new[] { "--shuffled" } : []];
        var warm = await context.InOwnProcessAsync(options);
        var cold = await context.InOwnProcessAsync([.. options, "--cold"]);
        context.Add(peers.Aggregate(
            new Measurement(label, Value(warm, Seconds), "s") { Target = size == Largest ? target : null },
            (measurement, peer) => measurement.Against(peer.Name, peer.Figures?.Seconds, peer.Name == PythonPeer.Graphlib.Name ? targetRatio : null)));
        context.Add($"{label}, {PerTask}", Value(warm, PerTask), "ns");
        context.Add($"{label}, code not run before", Value(cold, Seconds), "s");
        context.Add($"{label}, {Walk}", Value(warm, Walk), "s");
        context.Add($"{label}, {SetUp}", Value(warm, SetUp), "s");
        context.Add($"{label}, {Allocated}", Value(warm, Allocated), "bytes");
        context.Add(peers.Aggregate(
            new Measurement($"{label}, {Peak}", Value(cold, Peak), "MB") { Target = size == Largest ? 1_000 : null },
            (measurement, peer) => measurement.Against(peer.Name, peer.Figures?.PeakMegabytes)));
    }

    private static string Label(ReferenceKind references) => references switch
    {
        ReferenceKind.Shared => "shared references",
        ReferenceKind.Own => "from names",
        _ => "from names, made when asked",
    };

    private static double Value(IReadOnlyList<Measurement> measurements, string name) => measurements.Single(measurement => measurement.Name == name).Value;

    private static async Task<IReadOnlyList<(string Name, PeerFigures? Figures)>> PeersAsync(ScenarioContext context, string nodes)
    {
        var file = Path.GetTempFileName();
        try
        {
            await RandomGraph.Create(Largest, isShuffled: false).WriteAsync(file);
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
            var measured = Measure(graph, references);
            context.Add(Seconds, measured.Seconds, "s");
            context.Add(Peak, Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB");
            return;
        }

        var other = RandomGraph.Create(WarmUpTasks, isShuffled: true);
        for (var i = 0; i < WarmUps; i++)
        {
            Measure(other, references);

            // The compiler works beside us, and begins when nothing new was met for a while.
            await Task.Delay(TimeSpan.FromMilliseconds(20), context.CancellationToken);
        }

        var results = Enumerable.Range(0, Repetitions).Select(_ => Measure(graph, references)).ToList();
        context.Add(Seconds, Median(result => result.Seconds), "s");
        context.Add(PerTask, Median(result => result.Seconds) * 1e9 / tasks, "ns");
        context.Add(Walk, Median(result => result.WalkSeconds), "s");
        context.Add(SetUp, Median(result => result.SetUpSeconds), "s");
        context.Add(Allocated, Median(result => result.AllocatedBytes) / tasks, "bytes");
        context.Add("garbage collections", Median(result => result.Collections), "");

        double Median(Func<Result, double> value) => results.Select(value).Order().ElementAt(Repetitions / 2);
    }

    private static Result Measure(RandomGraph graph, ReferenceKind references)
    {
        var started = Stopwatch.GetTimestamp();
        var tasks = graph.Tasks(references);
        var setUp = Stopwatch.GetElapsedTime(started);

        // What is left of making the tasks is not collected at the cost of the plan.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var collections = Collections();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        started = Stopwatch.GetTimestamp();
        var orchestrator = new Orchestrator(JobContext.ForTest(), tasks);
        var seconds = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        collections = Collections() - collections;
        started = Stopwatch.GetTimestamp();
        var walked = orchestrator.Plan.Levels.Sum(level => level.Count(task => task.Level > 0));
        var walk = Stopwatch.GetElapsedTime(started);
        return walked == graph.Size
            ? new Result(setUp.TotalSeconds, seconds.TotalSeconds, walk.TotalSeconds, allocated, collections)
            : throw new InvalidOperationException($"{walked} of {graph.Size} tasks are in the plan.");
    }

    private static int Collections() => GC.CollectionCount(0);

    private sealed record Result(double SetUpSeconds, double Seconds, double WalkSeconds, double AllocatedBytes, int Collections);
}
