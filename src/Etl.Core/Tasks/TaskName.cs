using System.Buffers;

namespace Etl.Core.Tasks;

/// <summary>The rules of task, group and pipeline names. A name is safe as part of a path and of a blob name.</summary>
public static class TaskName
{
    /// <summary>In characters.</summary>
    public const int MaxLength = 120;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether a text could be the name of a task or a group.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Characters);
}
