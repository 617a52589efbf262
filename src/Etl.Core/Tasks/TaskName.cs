using System.Text.RegularExpressions;

namespace Etl.Core.Tasks;

/// <summary>The rules of task, group and pipeline names. A name is safe as part of a path and of a blob name.</summary>
public static partial class TaskName
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 120;

    /// <summary>Whether a text could be the name of a task or a group.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
