using System.Diagnostics;
using System.Globalization;

namespace Etl.Chaos.Reporting;

/// <summary>The figures of a campaign as they grow. One caller at a time.</summary>
internal sealed class CampaignReport(string campaign, int seed)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public string Campaign => campaign;

    public int Seed => seed;

    public int Trials { get; private set; }

    public int Runs { get; private set; }

    /// <summary>What was done to them: name → how often.</summary>
    public SortedDictionary<string, int> Disturbances { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> TrialsOfScenario { get; } = new(StringComparer.Ordinal);

    public List<string> Violations { get; } = [];

    public double Seconds => Math.Round(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds);

    internal int DisturbanceCount => Disturbances.Values.Sum();

    public void Add(int trial, TrialResult result)
    {
        Trials++;
        Runs += result.Runs;
        TrialsOfScenario[result.Scenario] = TrialsOfScenario.GetValueOrDefault(result.Scenario) + 1;
        foreach (var kill in result.Disturbances)
        {
            Disturbances[kill] = Disturbances.GetValueOrDefault(kill) + 1;
        }

        var where = string.Create(CultureInfo.InvariantCulture, $"trial {trial} ({result.Scenario})");
        Violations.AddRange(result.Violations.Select(violation => $"{where}: {violation}"));
        Console.Error.WriteLine($"{where}: {result.Disturbances.Count} disturbances, {DisturbanceCount} in all{(result.Violations.Count == 0 ? "" : $". VIOLATED: {string.Join("; ", result.Violations)}. Steps: {string.Join(", ", result.Steps)}")}");
    }
}
