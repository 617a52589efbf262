using System.Text.RegularExpressions;

namespace Etl.Core.Tests.Architecture;

/// <summary>One C# file, with and without what the compiler does not read.</summary>
/// <param name="Path">From the root of the repository, with forward slashes.</param>
/// <param name="Text">As it is on disk.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>Without comments and the contents of texts, so that a message may say <c>Thread.Sleep</c>. Line breaks are kept.</summary>
    public string Code => field ??= Noise().Replace(Text, match => match.Value.StartsWith('"') || match.Value.StartsWith('$') || match.Value.StartsWith('@')
        ? $"\"{LineBreaks(match.Value)}\""
        : LineBreaks(match.Value));

    /// <summary>Each line that matches, as <c>path(12): the line</c>.</summary>
    public IEnumerable<string> Find(Regex pattern) =>
        pattern.Matches(Code).Select(match => Code.AsSpan(0, match.Index).Count('\n')).Distinct()
            .Select(line => $"{Path}({line + 1}): {Text.Split('\n')[line].Trim()}");

    private static string LineBreaks(string text) => new('\n', text.Count(character => character == '\n'));

    // Comments, raw texts, verbatim texts, plain texts, characters; an interpolation in a text is not looked into.
    [GeneratedRegex("""""//[^\n]*|/\*.*?\*/|\$*(?<quotes>"{3,}).*?\k<quotes>|(?:\$@|@\$|@)"(?:[^"]|"")*"|\$?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'""""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Noise();
}
