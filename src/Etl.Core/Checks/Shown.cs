using System.Text.Json;
using Etl.Core.Models;

namespace Etl.Core.Checks;

/// <summary>Values as messages show them: as JSON, and not long.</summary>
internal static class Shown
{
    private const int MaxLength = 100;

    public static string Of<T>(T value)
    {
        try
        {
            return Shorten(JsonSerializer.Serialize(value, ModelJson.Options));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            // NaN, and types that only the model's own metadata knows how to write.
            return Shorten(value?.ToString() ?? "null");
        }
    }

    private static string Shorten(string text) =>
        text.Length <= MaxLength ? text : $"{text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)]}...";
}
