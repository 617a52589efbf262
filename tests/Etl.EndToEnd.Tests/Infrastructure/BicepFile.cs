using System.Text.RegularExpressions;
using Etl.Tests.Shared;

namespace Etl.EndToEnd.Tests.Infrastructure;

/// <summary>One file of <c>infra/</c>, as text: enough for what is laid out one item a line.</summary>
/// <param name="Name">From <c>infra/</c>, with forward slashes.</param>
/// <param name="Text">As it is on disk.</param>
internal sealed partial record BicepFile(string Name, string Text)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra");

    public static IReadOnlyList<BicepFile> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.bicep*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => new BicepFile(Path.GetRelativePath(Folder, path).Replace('\\', '/'), File.ReadAllText(path))),
    ];

    public static BicepFile Get(string name) => All.Single(file => file.Name == name);

    /// <summary>The members of an object that is a variable: their names and their expressions.</summary>
    public IReadOnlyDictionary<string, string> Variable(string name)
    {
        var lines = Text.Split('\n');
        var start = Array.IndexOf(lines, $"var {name} = {{");
        Assert.True(start >= 0, $"infra/{Name} has no object 'var {name}'.");
        return lines[(start + 1)..Array.IndexOf(lines, "}", start)].Select(line => Member().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
    }

    /// <summary>The names of what is declared by a keyword, such as <c>param</c>.</summary>
    public IReadOnlyList<string> Declared(string keyword) =>
        [.. Declaration().Matches(Text).Where(match => match.Groups["keyword"].Value == keyword).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"^  (?<name>\w+): (?<value>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Member();

    [GeneratedRegex(@"^(?<keyword>param|output|var|module) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Declaration();
}
