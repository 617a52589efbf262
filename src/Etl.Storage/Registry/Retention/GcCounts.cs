namespace Etl.Storage.Registry.Retention;

/// <summary>Objects of a store, by kind.</summary>
/// <param name="Commits">Commit records.</param>
/// <param name="Blobs">Bytes of versions, of parts of versions, and of attempts that never committed.</param>
/// <param name="HeadFiles">Lists of versions.</param>
public sealed record GcCounts(int Commits, int Blobs, int HeadFiles)
{
    /// <summary>All together.</summary>
    public int Total => Commits + Blobs + HeadFiles;

    internal static GcCounts Of(IEnumerable<string> names)
    {
        var kinds = names.CountBy(name => name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)], StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new GcCounts(kinds.GetValueOrDefault(RegistryNames.Runs), kinds.GetValueOrDefault(RegistryNames.Blobs), kinds.GetValueOrDefault(RegistryNames.HeadFiles));
    }
}
