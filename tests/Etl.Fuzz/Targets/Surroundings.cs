namespace Etl.Fuzz.Targets;

/// <summary>A folder for what is tested, and around it files that nobody may read, change or add to.</summary>
internal sealed class Surroundings
{
    /// <summary>Stands in the files around the folder, and nowhere else.</summary>
    public const string Marker = "outside-of-all-roots-5f2b";

    private readonly string _outer;
    private readonly IReadOnlyList<string> _before;

    public Surroundings(string outer, string inside)
    {
        _outer = outer;
        Inside = Path.Combine(outer, "below", inside);
        Directory.CreateDirectory(Inside);
        File.WriteAllText(Path.Combine(outer, "secret.txt"), Marker);
        File.WriteAllText(Path.Combine(outer, "below", "secret.txt"), Marker);
        File.WriteAllText($"{Inside}2", Marker);
        _before = State();
    }

    public string Inside { get; }

    public void EnsureUntouched()
    {
        if (!State().SequenceEqual(_before, StringComparer.Ordinal))
        {
            throw new FuzzFindingException($"Files outside of the folder were touched: {string.Join(", ", State().Except(_before, StringComparer.Ordinal))}");
        }
    }

    private List<string> State() =>
    [
        .. Directory.EnumerateFileSystemEntries(_outer, "*", SearchOption.AllDirectories)
            .Where(path => path != Inside && !path.StartsWith(Inside + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(path => File.Exists(path) ? $"{path} {File.GetLastWriteTimeUtc(path):O} {File.ReadAllText(path)}" : path)
            .Order(StringComparer.Ordinal),
    ];
}
