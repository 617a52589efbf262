using Etl.Tests.Shared;

namespace Etl.Docs.Tests;

/// <summary>A page of the documentation: the README, the changelog, or a file below <c>docs/</c>.</summary>
/// <param name="Name">From the root of the checkout, with forward slashes.</param>
/// <param name="Text">As it is on disk.</param>
internal sealed record Page(string Name, string Text)
{
    public static IReadOnlyList<Page> All { get; } =
    [
        .. new[] { "README.md", "CHANGELOG.md" }.Concat(
                Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal))
            .Where(name => File.Exists(Path.Combine(Repository.Root, name)))
            .Select(name => new Page(name, File.ReadAllText(Path.Combine(Repository.Root, name)))),
    ];

    /// <summary>The fenced blocks of a language, in order.</summary>
    public IEnumerable<CodeBlock> Blocks(params string[] languages)
    {
        var lines = Text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (!lines[line].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            var end = Array.FindIndex(lines, line + 1, text => text.StartsWith("```", StringComparison.Ordinal));
            Assert.True(end > 0, $"{Name}:{line + 1}: the block does not end.");
            if (languages.Contains(lines[line][3..].Trim(), StringComparer.Ordinal))
            {
                yield return new CodeBlock($"{Name}:{line + 2}", string.Join('\n', lines[(line + 1)..end]));
            }

            line = end;
        }
    }

    /// <summary>The text without fenced blocks.</summary>
    public string Prose()
    {
        var isCode = false;
        return string.Join('\n', Text.Split('\n').Select(line =>
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            isCode ^= isFence;
            return isCode || isFence ? "" : line;
        }));
    }
}
