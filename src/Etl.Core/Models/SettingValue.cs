using System.Globalization;
using System.Text.Json;

namespace Etl.Core.Models;

/// <summary>Converts configured values to the types of constructor arguments. Texts are accepted for every type, since the command line knows nothing else.</summary>
internal static class SettingValue
{
    public static bool TryConvert(JsonElement element, Type type, out object? value)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (element.ValueKind == JsonValueKind.Null)
        {
            value = null;
            return !type.IsValueType || target != type;
        }

        if (element.ValueKind == JsonValueKind.String && target != typeof(string))
        {
            return TryParse(element.GetString()!, target, out value);
        }

        try
        {
            value = target == typeof(string) && element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                ? element.GetRawText()
                : element.Deserialize(target, ModelJson.Options);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>The type in words, for messages: <c>a whole number</c>.</summary>
    public static string Describe(Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        return target switch
        {
            _ when target.IsEnum => $"one of {string.Join(", ", Enum.GetNames(target))}",
            _ when target.IsArray => $"a list ({Describe(target.GetElementType()!)} each, separated by commas)",
            _ when target == typeof(string) => "a text",
            _ when target == typeof(bool) => "true or false",
            _ when target == typeof(int) || target == typeof(long) || target == typeof(short) || target == typeof(byte) => "a whole number",
            _ when target == typeof(decimal) || target == typeof(double) || target == typeof(float) => "a number",
            _ when target == typeof(DateOnly) => "a date (yyyy-MM-dd)",
            _ when target == typeof(DateTimeOffset) || target == typeof(DateTime) => "a date and time (ISO 8601)",
            _ when target == typeof(TimeSpan) => "a duration (hh:mm:ss)",
            _ when target == typeof(Uri) => "a URI",
            _ => $"a {target.Name}",
        };
    }

    private static bool TryParse(string text, Type target, out object? value)
    {
        value = null;
        if (target.IsArray)
        {
            return TryParseList(text, target.GetElementType()!, out value);
        }

        if (target.IsEnum)
        {
            // Numbers would be accepted by Enum.TryParse, but mean nothing to a reader.
            return !int.TryParse(text, CultureInfo.InvariantCulture, out _) && Enum.TryParse(target, text, ignoreCase: true, out value);
        }

        if (target == typeof(Uri))
        {
            var valid = Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri);
            value = uri;
            return valid;
        }

        try
        {
            value = target switch
            {
                _ when target == typeof(bool) => bool.Parse(text),
                _ when target == typeof(DateOnly) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                _ when target == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                _ when target == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
                _ when typeof(IConvertible).IsAssignableFrom(target) => Convert.ChangeType(text, target, CultureInfo.InvariantCulture),
                _ => JsonSerializer.Deserialize(text, target, ModelJson.Options),
            };
            return value is not null;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or JsonException or NotSupportedException or InvalidCastException)
        {
            return false;
        }
    }

    private static bool TryParseList(string text, Type elementType, out object? value)
    {
        var parts = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        var list = Array.CreateInstance(elementType, parts.Length);
        value = list;
        for (var i = 0; i < parts.Length; i++)
        {
            if (elementType == typeof(string))
            {
                list.SetValue(parts[i], i);
            }
            else if (TryParse(parts[i], elementType, out var item))
            {
                list.SetValue(item, i);
            }
            else
            {
                value = null;
                return false;
            }
        }

        return true;
    }
}
