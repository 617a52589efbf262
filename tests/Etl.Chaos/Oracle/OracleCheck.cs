using Etl.Chaos.Stores;

namespace Etl.Chaos.Oracle;

/// <summary>Damages a sound store in each way that the oracle is there for: one that sees nothing would let every campaign pass.</summary>
internal static class OracleCheck
{
    private static readonly (string What, string Files, Action<string> Damage)[] Damages =
    [
        ("an outcome is gone", "runs/*/commits/*.json", File.Delete),
        ("an outcome has changed", "runs/*/commits/*.json", file => File.AppendAllText(file, " ")),
        ("a summary is gone", "runs/*/summary.json", File.Delete),
        ("an end is not listed", "index/runs/*/ended!note", File.Delete),
        ("a blob is gone", "models/*/*", File.Delete),
        ("a blob has changed", "models/*/*", file => File.AppendAllText(file, "x")),
        ("a head file is gone", "heads/*/*.json", File.Delete),
        ("nothing is published", "heads/root.json", File.Delete),
    ];

    /// <summary>The damages that nothing was said about.</summary>
    /// <param name="sound">In a folder, with one run that has ended well.</param>
    /// <param name="cancellationToken">Stops checking.</param>
    public static async Task<IReadOnlyList<string>> BlindSpotsAsync(TrialStore sound, CancellationToken cancellationToken)
    {
        var blind = new List<string>();
        var before = await ImmutableRecords.ReadAsync(sound.Open(), cancellationToken);
        foreach (var (what, files, damage) in Damages)
        {
            using var store = sound.Copy();
            damage(FirstFile(store.Connection, files.Split('/')));
            var seen = await new StoreOracle(store.Open()).ViolationsAsync(cancellationToken);
            if (seen.Count == 0 && !(await ImmutableRecords.ReadAsync(store.Open(), cancellationToken)).Violations(before).Any())
            {
                blind.Add($"the oracle does not see that {what}");
            }
        }

        return blind;
    }

    private static string FirstFile(string folder, string[] pattern) => pattern is [var file]
        ? Directory.EnumerateFiles(folder, file).Order(StringComparer.Ordinal).First()
        : Directory.EnumerateDirectories(folder, pattern[0]).Order(StringComparer.Ordinal).Select(below => FirstFile(below, pattern[1..])).First();
}
