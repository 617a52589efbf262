using System.Runtime.CompilerServices;

namespace AzureFunctions.Contracts.Tests;

/// <summary>The public and protected members of the real assemblies, as text: a line for a type, an indented line for each of its members.</summary>
internal sealed record SdkListing(IReadOnlyDictionary<string, ListedType> Types)
{
    private const string RelativePath = "shared/azure-sdk-api.txt";

    public static SdkListing ReadOrSkip()
    {
        var path = Find();
        if (path is null)
        {
            Assert.Skip($"{RelativePath} is not beside this checkout; there is nothing to compare the contracts with.");
        }

        return Parse(File.ReadLines(path));
    }

    public static SdkListing Parse(IEnumerable<string> lines)
    {
        var types = new Dictionary<string, ListedType>(StringComparer.Ordinal);
        ListedType? current = null;
        foreach (var line in lines)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                current!.Members.Add(line.Trim());
            }
            else
            {
                current = ListedType.Parse(line);
                // A few extension classes share a name across assemblies; none of them is declared by the contracts.
                types[current.Name] = current;
            }
        }

        return new(types);
    }

    private static string? Find([CallerFilePath] string sourceFile = "")
        => new[] { Path.GetDirectoryName(sourceFile), AppContext.BaseDirectory }
            .Select(FindAbove)
            .FirstOrDefault(path => path is not null);

    private static string? FindAbove(string? start)
    {
        for (var folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Etl.Functions.sln")))
            {
                var path = Path.GetFullPath(Path.Combine(folder.FullName, "..", RelativePath));
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
