using System.Text.RegularExpressions;
using Etl.Cli.Tests.Support;
using Etl.Tests.Shared;
using Shop;

namespace Etl.Cli.Tests;

/// <summary>The walk through the README, command by command: what it prints is what the README shows, but for ids, times and sizes.</summary>
public sealed partial class WalkThroughTests
{
    [Fact]
    public async Task WalkThrough_OfTheReadme_PrintsWhatTheReadmeShows()
    {
        using var store = new TempStore();
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);
        var steps = Steps(readme);
        Assert.True(steps.Count >= 8, "The README has its walk through.");
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (command, expected) in steps)
        {
            if (Writing().Match(command) is { Success: true } writing)
            {
                store.File(writing.Groups["file"].Value, writing.Groups["text"].Value.Replace("\\n", "\n", StringComparison.Ordinal));
                continue;
            }

            var folder = Path.GetDirectoryName(store.Path)!;
            var args = command.Split(' ')[1..].Select(arg => ids.GetValueOrDefault(arg, arg).Replace(".path=", $".path={folder}{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
            var result = await CommandLine.RunAsync(ShopPipelines.Catalog, [.. args, "--store", store.Path]);

            var actual = (result.Error + result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var (shown, real) in expected.Select(line => RunId().Match(line)).Where(match => match.Success).Zip(actual.Select(line => RunId().Match(line)).Where(match => match.Success)))
            {
                ids.TryAdd(shown.Value, real.Value);
            }

            var lines = actual.Select(Stable).ToHashSet(StringComparer.Ordinal);
            Assert.All(expected.Where(IsStable), line => Assert.True(lines.Contains(Stable(line)), $"$ {command}\nprints\n{string.Join('\n', actual)}\nand not\n{line}"));
        }
    }

    private static List<(string Command, List<string> Output)> Steps(string readme)
    {
        const string Start = "<!-- walk through -->";
        var from = readme.IndexOf(Start, StringComparison.Ordinal);
        var text = readme[from..readme.IndexOf("<!-- end of walk through -->", from, StringComparison.Ordinal)];
        var steps = new List<(string Command, List<string> Output)>();
        var isCode = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (isCode && line.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add((line[2..], []));
            }
            else if (isCode && line.Trim().Length > 0)
            {
                steps[^1].Output.Add(line);
            }
        }

        return steps;
    }

    /// <summary>Bars are as long as tasks took.</summary>
    private static bool IsStable(string line) => !line.Contains('|', StringComparison.Ordinal) && !line.StartsWith("Critical path", StringComparison.Ordinal) && !line.Contains('─', StringComparison.Ordinal);

    private static string Stable(string line) => Blanks().Replace(Numbers().Replace(RunId().Replace(line, "RUN"), "N"), " ").Trim();

    [GeneratedRegex(@"^printf '(?<text>[^']*)' > (?<file>\S+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Writing();

    [GeneratedRegex(@"sales-\d{8}T\d{6}Z-[0-9a-z]{6}", RegexOptions.None, 1000)]
    private static partial Regex RunId();

    [GeneratedRegex(@"\d+(\.\d+)? (ms|s|B|KB)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
