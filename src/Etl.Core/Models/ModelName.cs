using System.Buffers;

namespace Etl.Core.Models;

/// <summary>The rules of model names. A name is safe as part of a path and of a blob name.</summary>
public static class ModelName
{
    /// <summary>Of the whole name, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> ClassCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a text could be the name of a model.</summary>
    public static bool IsValid(string? name)
    {
        if (name is not { Length: > 0 and <= MaxLength } || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? !name.AsSpan().ContainsAnyExcept(ClassCharacters)
            : dot < name.Length - 1 && !name.AsSpan(0, dot).ContainsAnyExcept(ClassCharacters) && !name.AsSpan(dot + 1).ContainsAnyExcept(KeyCharacters);
    }

    internal static string Of(Type modelType, string? key)
    {
        var name = key is null ? modelType.Name : $"{modelType.Name}.{key}";
        return IsValid(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' can't be a model name: the class part is a letter and then letters and digits, the key is letters, digits and hyphens, together at most {MaxLength} characters.",
                nameof(key));
    }
}
