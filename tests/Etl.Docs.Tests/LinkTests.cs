using System.Text.RegularExpressions;
using Etl.Tests.Shared;

namespace Etl.Docs.Tests;

/// <summary>What the pages point to is there.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void EveryLink_LeadsToAFile_AndToAHeadingInIt()
    {
        var broken = new List<string>();
        var links = 0;
        foreach (var page in Page.All)
        {
            foreach (var target in Link().Matches(page.Prose()).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                var parts = target.Split('#');
                var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page.Name) : Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page.Name)!, parts[0]));
                if (!Path.Exists(path))
                {
                    broken.Add($"{page.Name}: {target}: there is no such file");
                }
                else if (parts.Length > 1 && !AnchorsOf(File.ReadAllText(path)).Contains(parts[1]))
                {
                    broken.Add($"{page.Name}: {target}: there is no such heading");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.True(links > 20, "There are hardly any links; are these the pages?");
    }

    [Fact]
    public void EveryPageOfDocs_IsReachedFromTheReadme()
    {
        var pages = Page.All.ToDictionary(page => page.Name, StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(["README.md"]);
        while (open.TryPop(out var name))
        {
            if (pages.TryGetValue(name, out var page) && reached.Add(name))
            {
                foreach (var target in Link().Matches(page.Prose()).Select(match => match.Groups["target"].Value.Split('#')[0]).Where(target => target.EndsWith(".md", StringComparison.Ordinal)))
                {
                    open.Push(Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(name)!, target))).Replace('\\', '/'));
                }
            }
        }

        Assert.Empty(pages.Keys.Except(reached));
    }

    // As GitHub makes them of headings.
    private static HashSet<string> AnchorsOf(string text) =>
        [.. Heading().Matches(text).Select(match => NotInAnchors().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"(?<!!)\[[^\]]+\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NotInAnchors();
}
