namespace Etl.Core.Text;

/// <summary>Lists names in messages, so that a message about a thousand tasks is still one that people read.</summary>
public static class NameList
{
    private const int MaxShown = 5;

    /// <summary><c>'A', 'B'</c>, or the first five <c>and 12 more</c>.</summary>
    public static string Quoted(IReadOnlyCollection<string> names)
    {
        var shown = string.Join(", ", names.Take(MaxShown).Select(name => $"'{name}'"));
        return names.Count > MaxShown ? $"{shown} and {names.Count - MaxShown} more" : shown;
    }
}
