using Etl.Storage.Objects;

namespace Etl.Chaos.Stores;

/// <summary>A store for one trial, with a folder for what is not in the store. Both go with it.</summary>
internal sealed class TrialStore : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly StoreOptions _options;

    private TrialStore(DirectoryInfo folder, StoreOptions options)
    {
        _folder = folder;
        _options = options;
    }

    /// <summary>Where processes work: their hub is in it, one way or the other.</summary>
    public string Folder => _folder.FullName;

    /// <summary>For <c>--store</c>.</summary>
    public string Connection => _options.Connection!;

    public string HubFile => Path.Combine(_options.Folder ?? Path.Combine(Folder, ".etl"), "hub.db");

    /// <summary>What processes must be told besides <see cref="Connection"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Etl__Container"] = _options.Container,
        ["Etl__Cache__Folder"] = Path.Combine(Folder, "cache"),
    };

    public static TrialStore InFolder()
    {
        var folder = Directory.CreateTempSubdirectory("etl-chaos-");
        return new TrialStore(folder, new StoreOptions { Connection = Path.Combine(folder.FullName, "store") });
    }

    /// <summary>A container of its own.</summary>
    public static TrialStore InAccount(string connectionString) =>
        new(Directory.CreateTempSubdirectory("etl-chaos-"), new StoreOptions { Connection = connectionString, Container = $"chaos-{Guid.NewGuid():N}" });

    public IReadOnlyDictionary<string, string> SettingsFor(IReadOnlyDictionary<string, string> more) =>
        Settings.Concat(more).ToDictionary(StringComparer.Ordinal);

    /// <summary>A copy in a folder of its own; for stores in folders that nobody works on.</summary>
    public TrialStore Copy()
    {
        var copy = InFolder();
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Makes a container that nobody has written to yet, so that it can be read.</summary>
    public static async Task EnsureContainerAsync(TrialStore store, CancellationToken cancellationToken) => await ObjectStores.OpenAsync(store._options, cancellationToken);

    public IObjectStore Open() => ObjectStores.OpenToRead(_options);

    public void Dispose() => _folder.Delete(recursive: true);
}
