using System.Text.RegularExpressions;

namespace Etl.Core.Models;

/// <summary>The rules of model names. A name is safe as part of a path and of a blob name.</summary>
public static partial class ModelName
{
    /// <summary>Of the whole name, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>Whether a text could be the name of a model.</summary>
    public static bool IsValid(string? name) => name is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(name);

    internal static string Of(Type modelType, string? key)
    {
        var name = key is null ? modelType.Name : $"{modelType.Name}.{key}";
        return IsValid(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' can't be a model name: the class part is a letter and then letters and digits, the key is letters, digits and hyphens, together at most {MaxLength} characters.",
                nameof(key));
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9-]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
