namespace AzureFunctions.Contracts.Tests;

/// <summary>A type and its members, each as one line of text.</summary>
/// <param name="Kind"><c>class</c>, <c>sealed class</c>, <c>abstract class</c>, <c>struct</c>, <c>enum</c>, ….</param>
/// <param name="Parents">Base class, if it is not Object, ValueType or Enum, and interfaces.</param>
internal sealed record ListedType(string Name, string Kind, IReadOnlyList<string> Parents)
{
    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    public static ListedType Parse(string line)
    {
        var colon = line.IndexOf(" : ", StringComparison.Ordinal);
        var (kind, name) = SplitKind(colon < 0 ? line : line[..colon]);
        return new(name, kind, colon < 0 ? [] : SplitOutsideGenerics(line[(colon + 3)..]));
    }

    private static (string Kind, string Name) SplitKind(string head)
    {
        // The name may hold spaces (between generic arguments), the words before it do not contain a dot.
        var end = head.LastIndexOf(' ', head.IndexOf('.', StringComparison.Ordinal));
        return (head[..end], head[(end + 1)..]);
    }

    private static List<string> SplitOutsideGenerics(string list)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < list.Length; i++)
        {
            depth += list[i] switch { '<' => 1, '>' => -1, _ => 0 };
            if (list[i] == ',' && depth == 0)
            {
                parts.Add(list[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(list[start..].Trim());
        return parts;
    }
}
