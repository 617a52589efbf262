using System.CommandLine;
using System.Diagnostics;
using Etl.Benchmarks.Micro;
using Etl.Benchmarks.Profile;
using Etl.Benchmarks.Reporting;
using Etl.Benchmarks.Scenarios;

namespace Etl.Benchmarks;

/// <summary>Runs the scenarios that the command line asks for, one after another, and reports what they have measured.</summary>
internal sealed class BenchmarkApp
{
    private const int InvalidArguments = 2;
    private static readonly IScenario[] All = [new PlannerScenario(), new EngineScenario(), new ChainScenario(), new ResumeScenario(), new WideScenario(), new MakespanScenario(), new OperationsScenario(), new ColdStartScenario(), new DataScenario(), new PipelineScenario(), new HttpScenario()];

    private readonly Argument<string[]> _scenarios = new("scenario") { Description = "What to measure; all of them when none is named", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _list = new("--list") { Description = "Say what can be measured, and measure nothing" };
    private readonly Option<bool> _noPeers = new("--no-peers") { Description = "Leave out the programs that are measured for comparison" };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Also write the figures to a file, with the machine that they come from", HelpName = "FILE", Recursive = true };

    public async Task<int> RunAsync(string[] args)
    {
        _scenarios.AcceptOnlyFromAmong([.. All.Select(scenario => scenario.Name)]);
        _json.Validators.Add(result =>
        {
            if (result.GetValue(_json) is { Directory.Exists: false } file)
            {
                result.AddError($"There is no folder '{file.DirectoryName}' to write '{file.Name}' to. Make it first.");
            }
        });
        var root = new RootCommand("Measures Etl.Functions next to its peers, and prints each figure as 'name: value unit (peer value, ratio)'.") { _scenarios, _list, _noPeers, _json };
        foreach (var option in All.SelectMany(scenario => scenario.Options).Distinct())
        {
            root.Options.Add(option);
        }

        root.SetAction(RunScenariosAsync);
        root.Subcommands.Add(MicroCommand.Create(_json));
        root.Subcommands.Add(ProfileCommand.Create());
        var arguments = root.Parse(args);
        var exitCode = await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
        return arguments.Errors.Count > 0 ? InvalidArguments : exitCode;
    }

    private async Task<int> RunScenariosAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_list))
        {
            foreach (var scenario in All)
            {
                Console.WriteLine($"{scenario.Name,-10} {scenario.Description}");
            }

            return 0;
        }

        var startedAt = TimeProvider.System.GetUtcNow();
        var names = arguments.GetValue(_scenarios)!;
        var reports = new List<ScenarioReport>();
        foreach (var scenario in names.Length == 0 ? All : names.Distinct(StringComparer.Ordinal).Select(name => All.First(scenario => scenario.Name == name)))
        {
            reports.Add(await RunAsync(scenario, arguments, cancellationToken));

            // After each, so that what was measured is not lost with what comes next.
            if (arguments.GetValue(_json) is { } file)
            {
                await new BenchmarkReport(startedAt, Machine.Current(), reports).WriteAsync(file.FullName);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        var missed = reports.SelectMany(report => report.Measurements).Where(measurement => measurement.MeetsTargets == false).ToList();
        foreach (var measurement in missed)
        {
            Console.WriteLine($"missed: {measurement}");
        }

        return reports.Exists(report => report.Error is not null) ? 1 : 0;
    }

    private async Task<ScenarioReport> RunAsync(IScenario scenario, ParseResult arguments, CancellationToken cancellationToken)
    {
        var context = new ScenarioContext(scenario, arguments, !arguments.GetValue(_noPeers), cancellationToken);
        try
        {
            await scenario.RunAsync(context);
            return context.Report();
        }
#pragma warning disable CA1031 // one scenario that fails does not cost the figures of the others
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var error = $"{exception.GetType().Name}: {exception.Message}";
            await Console.Error.WriteLineAsync($"error: scenario '{scenario.Name}' ended early. {error}");
            return context.Report(error);
        }
    }
}
