using System.CommandLine;
using System.Text.Json;

namespace Etl.Chaos.Reporting;

/// <summary>The options that all campaigns have, and their output.</summary>
internal sealed class CampaignOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Option<int?> _seed = new("--seed") { Description = "Repeats an earlier campaign, but for the times that processes take; a new one by default", HelpName = "N", Recursive = true };
    private readonly Option<bool> _json = new("--json") { Description = "Print the figures as JSON", Recursive = true };

    public void AddTo(RootCommand command)
    {
        command.Options.Add(_seed);
        command.Options.Add(_json);
    }

    public int SeedOf(ParseResult arguments) => arguments.GetValue(_seed) ?? Random.Shared.Next();

    /// <summary>Prints the figures; the exit code.</summary>
    public int Print(ParseResult arguments, CampaignReport report)
    {
        var output = arguments.InvocationConfiguration.Output;
        if (arguments.GetValue(_json))
        {
            output.WriteLine(JsonSerializer.Serialize(report, Json));
        }
        else
        {
            output.WriteLine($"{report.Campaign}, seed {report.Seed}: {report.DisturbanceCount} disturbances of {report.Runs} runs in {report.Trials} trials, {report.Seconds} s");
            output.WriteLine($"  {string.Join(", ", report.Disturbances.Select(disturbance => $"{disturbance.Key} {disturbance.Value}"))}");
            output.WriteLine($"  trials: {string.Join(", ", report.TrialsOfScenario.Select(scenario => $"{scenario.Key} {scenario.Value}"))}");
            report.Violations.ForEach(violation => output.WriteLine($"  VIOLATED {violation}"));
            output.WriteLine($"{report.Violations.Count} violations");
        }

        return report.Violations.Count == 0 ? 0 : 1;
    }
}
