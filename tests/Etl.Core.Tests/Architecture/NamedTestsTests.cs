using System.Text.RegularExpressions;

namespace Etl.Core.Tests.Architecture;

/// <summary>Pages that say what shows a promise name tests that there are.</summary>
public sealed partial class NamedTestsTests
{
    [Theory]
    [InlineData("security.md")]
    [InlineData("limits.md")]
    public void Page_NamesTestsThatAreThere(string page)
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);

        var named = TestClass().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page))).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.True(named.Count > 10);
        Assert.Equal([], named.Except(tests));
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(Tests|Rules))`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex TestClass();
}
