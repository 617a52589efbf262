
namespace Etl.EndToEnd.Tests.Harness;

/// <summary>Looks at a store as its files.</summary>
internal static class StoreFiles
{
    /// <summary>Waits for the run to be claimed and in the index, which is when its start is acknowledged.</summary>
    public static async Task<string> OnlyRunIdAsync(string store)
    {
        string? started = null;
        var index = Path.Combine(store, "index", "runs");
        await Eventually.TrueAsync(() => (started = Directory.Exists(index) ? Directory.GetDirectories(index).SingleOrDefault(run => File.Exists(Path.Combine(run, "claimed!note"))) : null) is not null);
        var entry = Path.GetFileName(started!);
        return entry[(entry.IndexOf('-', StringComparison.Ordinal) + 1)..];
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
