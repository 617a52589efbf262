namespace Etl.Fuzz;

/// <summary>The small files that inputs are made from, in the order of their names.</summary>
internal static class Corpora
{
    public static string FolderOf(string target) => Path.Combine(AppContext.BaseDirectory, "Corpus", target);

    public static IReadOnlyList<byte[]> Files(string target) => [.. Paths(target).Select(File.ReadAllBytes)];

    public static IReadOnlyList<string> Texts(string target) => [.. Paths(target).Select(File.ReadAllText)];

    /// <summary>The lines of all files, without empty ones.</summary>
    public static IReadOnlyList<string> Lines(string target) => [.. Paths(target).SelectMany(File.ReadLines).Where(line => line.Length > 0)];

    private static IEnumerable<string> Paths(string target) => Directory.EnumerateFiles(FolderOf(target), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
