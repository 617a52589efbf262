using System.Xml.Linq;

namespace Etl.Core.Tests.Architecture;

/// <summary>The sources of this repository.</summary>
internal static class Repository
{
    public static string Root => Etl.Tests.Shared.Repository.Root;

    public static IEnumerable<string> ProjectFiles => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Every source file under a folder of the repository, without what builds make; none when there is no such folder.</summary>
    public static IEnumerable<SourceFile> SourceFiles(string folder)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(file => new SourceFile(file, File.ReadAllText(Path.Combine(Root, file))))
            : [];
    }

    /// <summary>The names that a project references, of projects or of packages, in any build.</summary>
    public static IReadOnlyList<string> References(string projectFile, string kind) =>
        [.. XDocument.Load(projectFile).Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(name => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(name) : name)
            .Order(StringComparer.Ordinal)];
}
