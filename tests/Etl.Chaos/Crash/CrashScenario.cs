namespace Etl.Chaos.Crash;

/// <summary>What a trial runs: small runs of the hotels, each with another part of the product in play.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Start">The command line that is disturbed.</param>
internal sealed record CrashScenario(string Name, IReadOnlyList<string> Start)
{
    private const string Rows = "300";

    private static readonly string[] Small = ["--model", $"RawBookings.Resort.syntheticRows={Rows}", "--model", $"RawBookings.City.syntheticRows={Rows}"];
    private static readonly string[] SmallResort = Small[..2];

    /// <summary>Command lines that have ended undisturbed before.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Before { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The pipeline and the name of the backfill that is started; null for a run.</summary>
    public (string Pipeline, string Name)? Backfill { get; init; }

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("levels", ["run", "hotels", "--date", "2026-11-20", .. Small]),
        new("eager", ["run", "hotels", "--date", "2026-11-20", "--scheduling", "eager", .. Small]),
        new("packs", ["run", "hotels", "--date", "2026-11-20", .. Small]) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Etl__TasksPerActivity"] = "20" } },
        new("fan-out", ["run", "hotels", "--date", "2026-11-20", .. Small]) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Etl__MaxFanOut"] = "2" } },
        new("reuse", ["run", "hotels", "--date", "2026-11-20", "--reuse", .. Small, "--model", "RawBookings.City.seed=2"]) { Before = [["run", "hotels", "--date", "2026-11-19", .. Small]] },
        new("external", ["run", "hotels.group", "--date", "2026-11-20"])
        {
            Before = [["run", "hotels", "--date", "2026-11-19", .. Small], ["run", "hotels.group", "--date", "2026-11-19"], ["run", "hotels", "--date", "2026-11-20", .. Small, "--model", "RawBookings.City.seed=2"]],
        },
        new("backfill", ["backfill", "hotels.resort", "--from", "2026-11-18", "--to", "2026-11-20", "--name", "chaos", .. SmallResort]) { Backfill = ("hotels.resort", "chaos") },
    ];
}
