
namespace Etl.EndToEnd.Tests.Harness;

/// <summary>Looks at a store as its files.</summary>
internal static class StoreFiles
{
    public static async Task<string> OnlyRunIdAsync(string store)
    {
        string? claimed = null;
        var runs = Path.Combine(store, "runs");
        await Eventually.TrueAsync(() => (claimed = Directory.Exists(runs) ? Directory.GetDirectories(runs).SingleOrDefault(run => File.Exists(Path.Combine(run, "claim.json"))) : null) is not null);
        return Path.GetFileName(claimed!);
    }

    public static int CommitCount(string store, string runId)
    {
        var folder = Path.Combine(store, "runs", runId, "commits");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Length : 0;
    }

    /// <summary>Task name → the whole record.</summary>
    public static IReadOnlyDictionary<string, string> Commits(string store, string runId)
    {
        var folder = Path.Combine(store, "runs", runId, "commits");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    public static bool HasPublished(string store) => File.Exists(Path.Combine(store, "heads", "root.json"));

    /// <summary>Model → content hash of its latest version.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> HashesAsync(string store)
    {
        var models = (await EtlProcess.RunAsync("models", "--store", store, "--json")).ShouldExitWith(0).Json();
        return models.EnumerateArray().ToDictionary(model => model.GetProperty("model").GetString()!, model => model.GetProperty("sha256").GetString()!, StringComparer.Ordinal);
    }
}
