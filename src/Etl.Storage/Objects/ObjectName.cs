using System.Text.RegularExpressions;

namespace Etl.Storage.Objects;

/// <summary>
/// The rules of object names. They hold on every store, so that a name that works in a folder on a laptop works as a blob name,
/// sorts the same, and never leaves the store.
/// </summary>
internal static partial class ObjectName
{
    /// <summary>Of the whole name, in characters; Azure's limit is 1,024, and a note adds to its name.</summary>
    public const int MaxLength = 1_000;

    /// <summary>Of one segment, in characters; file systems stop at 255, and some characters take three.</summary>
    public const int MaxSegmentLength = 200;

    /// <summary>
    /// What a note's name ends with in the store. Its first character sorts before all that names may contain, so notes
    /// with the ending sort like their names without it.
    /// </summary>
    public const string NoteEnding = "!note";

    /// <summary>What the name of a lease's blob ends with: no object is called so.</summary>
    public const string LeaseEnding = "!lease";

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(name) && HasOnlyShortSegments(name);

    public static bool IsValidSegment(string segment) => IsValid(segment) && !segment.Contains('/');

    /// <summary>The name itself.</summary>
    /// <exception cref="ArgumentException">The name breaks a rule.</exception>
    public static string Check(string name) => IsValid(name)
        ? name
        : throw new ArgumentException(
            $"'{Printable(name)}' can't be the name of an object: a name is one or more segments joined with '/', at most {MaxLength} characters; " +
            $"a segment is 1 to {MaxSegmentLength} letters, digits and . _ : = @ + - and neither starts nor ends with a dot.",
            nameof(name));

    /// <summary>The prefix itself.</summary>
    /// <exception cref="ArgumentException">The prefix breaks a rule.</exception>
    public static string CheckPrefix(string prefix) => prefix is { Length: > 1 } && prefix[^1] == '/' && IsValid(prefix[..^1])
        ? prefix
        : throw new ArgumentException($"'{Printable(prefix)}' can't be a prefix of object names: a prefix is an object name and a slash.", nameof(prefix));

    private static bool HasOnlyShortSegments(string name)
    {
        foreach (var segment in name.AsSpan().Split('/'))
        {
            if (segment.End.Value - segment.Start.Value > MaxSegmentLength)
            {
                return false;
            }
        }

        return true;
    }

    private static string Printable(string? name)
    {
        var text = name ?? "";
        return string.Concat(text.Take(200).Select(c => char.IsControl(c) ? '?' : c)) + (text.Length > 200 ? "…" : "");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_:=@+-]+(\.+[A-Za-z0-9_:=@+-]+)*(/[A-Za-z0-9_:=@+-]+(\.+[A-Za-z0-9_:=@+-]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}
