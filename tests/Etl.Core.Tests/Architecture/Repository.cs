using System.Xml.Linq;

namespace Etl.Core.Tests.Architecture;

/// <summary>The sources of this repository, found from where the tests run or were compiled.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

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

    private static string FindRoot([System.Runtime.CompilerServices.CallerFilePath] string thisFile = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(thisFile) })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Etl.Functions.sln")))
                {
                    return folder;
                }
            }
        }

        throw new DirectoryNotFoundException($"Etl.Functions.sln is in no folder above '{AppContext.BaseDirectory}' or '{thisFile}'. Run these tests from a checkout of the repository.");
    }
}
