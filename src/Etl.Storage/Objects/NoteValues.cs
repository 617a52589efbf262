using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace Etl.Storage.Objects;

/// <summary>The rules of notes, and how their values become blob metadata, which is sent as ASCII headers.</summary>
internal static partial class NoteValues
{
    /// <summary>Keys and values together, in bytes of UTF-8. Encoded they stay below the 8 KB that Azure allows.</summary>
    public const int MaxBytes = 4 * 1024;

    private const char EncodedMark = '=';

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:+-_/");

    /// <summary>Copies the values; keys of the copy compare without case, as Azure's do.</summary>
    /// <exception cref="ArgumentException">A key is no identifier, two differ by case only, or they are too much together.</exception>
    public static Dictionary<string, string> Check(string name, IReadOnlyDictionary<string, string> values)
    {
        var copy = new Dictionary<string, string>(values.Count, StringComparer.OrdinalIgnoreCase);
        var bytes = 0;
        foreach (var (key, value) in values)
        {
            if (!Key().IsMatch(key))
            {
                throw new ArgumentException($"The note '{name}' has the key '{key}': keys are ASCII letters, digits and underscores, and start with a letter.", nameof(values));
            }

            if (!copy.TryAdd(key, value))
            {
                throw new ArgumentException($"The note '{name}' has the key '{key}' twice: keys that differ by case only are the same.", nameof(values));
            }

            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        return bytes <= MaxBytes
            ? copy
            : throw new ArgumentException($"The note '{name}' has {bytes} bytes; notes may have {MaxBytes}. Shorten its values.", nameof(values));
    }

    /// <summary>Values of plain characters stay readable; all others, the empty one too, are marked and encoded.</summary>
    public static string Encode(string value) => value.Length > 0 && !value.AsSpan().ContainsAnyExcept(Plain)
        ? value
        : EncodedMark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(value));

    /// <summary>The value as it was before it was encoded.</summary>
    /// <exception cref="FormatException">The value was not encoded here.</exception>
    public static string Decode(string value) => value.StartsWith(EncodedMark)
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(value.AsSpan(1)))
        : value;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Key();
}
