using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Etl.Benchmarks.Reporting;

namespace Etl.Benchmarks.Micro;

/// <summary><c>micro [FILTER...]</c>: small pieces of code, measured by BenchmarkDotNet in this process.</summary>
internal static class MicroCommand
{
    public static Command Create(Option<FileInfo?> json)
    {
        var filters = new Argument<string[]>("filter") { Description = "Which benchmarks, as globs of Namespace.Class.Method; all when none is given", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("micro", "Measure small pieces of code with BenchmarkDotNet") { filters };
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(filters)!, arguments.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string[] filters, FileInfo? json)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        var artifacts = Directory.CreateTempSubdirectory("etl-bench-");
        try
        {
            // In this process: a project for each benchmark would be generated, restored and built, which takes longer than to measure.
            var config = DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithArtifactsPath(artifacts.FullName);
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(["--filter", .. filters.Length == 0 ? ["*"] : filters], config).ToList();
            var measurements = summaries.SelectMany(summary => summary.Reports).Where(report => report.Success).SelectMany(Measurements).ToList();
            foreach (var measurement in measurements)
            {
                Console.WriteLine(measurement);
            }

            var failed = summaries.Count == 0 || summaries.Exists(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
            if (json is not null)
            {
                await new BenchmarkReport(startedAt, Machine.Current(), [new ScenarioReport("micro", measurements, [], failed ? "A benchmark has failed, or there is none of that name." : null)]).WriteAsync(json.FullName);
            }

            return failed ? 1 : 0;
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
    }

    private static IEnumerable<Measurement> Measurements(BenchmarkDotNet.Reports.BenchmarkReport report)
    {
        var name = $"micro {report.BenchmarkCase.Descriptor.GetFilterName()} {report.BenchmarkCase.Parameters.DisplayInfo}".TrimEnd();
        yield return new Measurement(name, report.ResultStatistics!.Mean / 1e3, "us");
        if (report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) is { } bytes)
        {
            yield return new Measurement($"{name}, allocated", bytes, "bytes");
        }
    }
}
