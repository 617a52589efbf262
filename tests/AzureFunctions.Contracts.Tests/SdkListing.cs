using Etl.Tests.Shared;

namespace AzureFunctions.Contracts.Tests;

/// <summary>The public and protected members of the real assemblies, as text: a line for a type, an indented line for each of its members.</summary>
internal sealed record SdkListing(IReadOnlyDictionary<string, ListedType> Types)
{
    private const string FileName = "azure-sdk-api.txt";

    public static SdkListing ReadOrSkip()
    {
        var path = Repository.Shared(FileName);
        Assert.SkipUnless(File.Exists(path), $"../shared/{FileName} is not beside this checkout; there is nothing to compare the contracts with.");
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
}
