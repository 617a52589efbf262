using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Etl.Benchmarks.Hosting;
using Etl.Benchmarks.Reporting;

namespace Etl.Benchmarks.Scenarios;

/// <summary>The published <c>etl</c> as a new process: how long until it says something, and what <c>etl run</c> costs over the sum of its tasks.</summary>
internal sealed class ColdStartScenario : IScenario
{
    /// <summary>The middle one counts.</summary>
    private const int Times = 9;

    public string Name => "coldstart";

    public string Description => "The published etl: time to its first output, and what a run costs over the sum of its tasks";

    public IReadOnlyList<Option> Options => [EtlExecutable.Published];

    public async Task RunAsync(ScenarioContext context)
    {
        var folder = Directory.CreateTempSubdirectory("etl-bench-");
        try
        {
            var published = context.Option(EtlExecutable.Published) is { } given ? new EtlExecutable(given.FullName) : await PublishAsync(folder.FullName, context.CancellationToken);
            foreach (var command in new[] { "--version", "pipelines" })
            {
                var first = await MedianAsync(() => published.FirstOutputAsync([command], context.CancellationToken));
                context.Add(new Measurement($"first output of etl {command}", first, "ms") { Target = 250 }
                    .Against("not compiled ahead", await MedianAsync(() => EtlExecutable.Built.FirstOutputAsync([command], context.CancellationToken))));
            }

            foreach (var parallelism in new[] { 1, 2 })
            {
                var overheads = new List<RunCost>();
                for (var i = 0; i < Times; i++)
                {
                    overheads.Add(await RunAsync(published, Path.Combine(folder.FullName, $"store-{parallelism}-{i}"), parallelism, context.CancellationToken));
                }

                var middle = overheads.OrderBy(cost => cost.Overhead).ElementAt(Times / 2);
                var figure = new Measurement($"etl run hotels --parallelism {parallelism}: over the sum of its tasks{(parallelism > 1 ? $" / {parallelism}" : "")}", middle.Overhead, "ms");
                context.Add(parallelism == 1 ? figure with { Target = 150 } : figure);
                context.Add($"etl run hotels --parallelism {parallelism}: the same, inside the run", Median(overheads.Select(cost => cost.Inside)), "ms");
                context.Add($"etl run hotels --parallelism {parallelism}: from start to end", middle.Wall, "ms");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<RunCost> RunAsync(EtlExecutable etl, string store, int parallelism, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var output = await etl.OutputAsync(["run", "hotels", "--date", "2026-11-20", "--store", store, "--scheduling", "eager", "--parallelism", $"{parallelism}", "--json"], cancellationToken);
        var wall = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        using var run = JsonDocument.Parse(output);
        var tasks = run.RootElement.GetProperty("tasks").EnumerateArray().Sum(task => task.GetProperty("durationMs").GetDouble());
        return new RunCost(wall, wall - (tasks / parallelism), run.RootElement.GetProperty("durationMs").GetDouble() - (tasks / parallelism));
    }

    private static async Task<double> MedianAsync(Func<Task<double>> measure)
    {
        var values = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            values.Add(await measure());
        }

        return Median(values);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Times / 2);

    private static async Task<EtlExecutable> PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Etl.Functions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The benchmarks do not lie in their repository, so etl cannot be published. Give --published.");
        }

        var output = Path.Combine(folder, "published");
        await new EtlExecutable("dotnet").OutputAsync(["publish", Path.Combine(root.FullName, "src", "Etl.App"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output], cancellationToken);
        return new EtlExecutable(Path.Combine(output, OperatingSystem.IsWindows() ? "etl.exe" : "etl"));
    }

    /// <param name="Wall">Of the process.</param>
    /// <param name="Overhead">The process, without its tasks.</param>
    /// <param name="Inside">From the start of the run to its end, without its tasks: what a run costs in a process that is there, such as <c>etl serve</c>, but for code that is used for the first time.</param>
    private sealed record RunCost(double Wall, double Overhead, double Inside);
}
