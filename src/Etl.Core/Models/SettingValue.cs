using System.Globalization;
using System.Text.Json;

namespace Etl.Core.Models;

/// <summary>
/// Converts configured values to the types of constructor arguments. Texts are accepted for every type, since the command line
/// and environment variables know nothing else. Numbers and dates are invariant: a comma is never a decimal point.
/// </summary>
internal static class SettingValue
{
    private static readonly string[] InstantFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly HashSet<Type> ListTypes = [typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>), typeof(IList<>), typeof(ICollection<>)];

    /// <summary>Never accepts JSON null: whether a setting may be null is known by who asks.</summary>
    public static bool TryConvert(JsonElement element, Type type, out object? value)
    {
        value = null;
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (ElementType(target) is { } elementType)
        {
            return TryConvertList(element, elementType, out value);
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Null:
                return false;
            case JsonValueKind.String when target != typeof(string):
                return TryParse(element, target, out value);
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when target == typeof(string):
                value = element.GetRawText();
                return true;
            case JsonValueKind.Number when target.IsEnum:
                // System.Text.Json would take any number, even one that no member has.
                return false;
            default:
                return TryDeserialize(() => element.Deserialize(target, ModelJson.Options), out value);
        }
    }

    /// <summary>What an array-like parameter lists; null for every other type.</summary>
    public static Type? ElementType(Type type) =>
        type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && ListTypes.Contains(type.GetGenericTypeDefinition()) ? type.GenericTypeArguments[0]
        : null;

    /// <summary>The type in words, for messages: <c>a whole number</c>.</summary>
    public static string Describe(Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        return target switch
        {
            _ when ElementType(target) is { } element => $"a list ({Describe(element)} each, separated by commas)",
            _ when target.IsEnum => $"one of {string.Join(", ", Enum.GetNames(target))}",
            _ when target == typeof(string) => "a text",
            _ when target == typeof(bool) => "true or false",
            _ when target == typeof(char) => "one character",
            _ when target == typeof(long) => "a whole number",
            _ when IsWholeNumber(target) => $"a whole number from {Limit(target, "MinValue")} to {Limit(target, "MaxValue")}",
            _ when target == typeof(decimal) || target == typeof(double) || target == typeof(float) => "a number (decimal point, no thousands separators)",
            _ when target == typeof(DateOnly) => "a date (yyyy-MM-dd)",
            _ when target == typeof(TimeOnly) => "a time of day (HH:mm:ss)",
            _ when target == typeof(DateTimeOffset) || target == typeof(DateTime) => "a date and time (ISO 8601: 2026-01-31T06:00:00Z)",
            _ when target == typeof(TimeSpan) => "a duration ([days.]hh:mm:ss)",
            _ when target == typeof(Uri) => "a URI",
            _ => $"a JSON value for {target.Name}",
        };
    }

    private static bool TryParse(JsonElement element, Type target, out object? value)
    {
        value = null;
        var text = element.GetString()!;
        if (target.IsEnum)
        {
            // By name only, and one name only: Enum.TryParse would also add up "1, 2".
            var name = Enum.GetNames(target).FirstOrDefault(name => name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
            value = name is null ? null : Enum.Parse(target, name);
            return name is not null;
        }

        if (target == typeof(DateTimeOffset))
        {
            var valid = DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant);
            value = instant;
            return valid;
        }

        if (target == typeof(TimeSpan))
        {
            // The format alone would take "5" for five days, and "01:30" for an hour and a half.
            value = TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) && text.Count(character => character == ':') == 2 ? duration : null;
            return value is not null;
        }

        if (target == typeof(bool) || IsWholeNumber(target))
        {
            return TryDeserialize(() => System.Convert.ChangeType(text, target, CultureInfo.InvariantCulture), out value);
        }

        if (target == typeof(decimal) || target == typeof(double) || target == typeof(float))
        {
            return TryDeserialize(() => ParseNumber(text, target), out value);
        }

        // Dates, URIs, GUIDs are JSON texts; what is an object or a list may come as JSON in a text.
        return TryDeserialize(() => element.Deserialize(target, ModelJson.Options), out value)
            || TryDeserialize(() => JsonSerializer.Deserialize(text, target, ModelJson.Options), out value);
    }

    private static bool TryConvertList(JsonElement element, Type elementType, out object? value)
    {
        value = null;
        if (element.ValueKind == JsonValueKind.String)
        {
            var text = element.GetString()!.Trim();
            if (text.StartsWith('[') && TryDeserialize(() => JsonSerializer.Deserialize<JsonElement>(text), out var json))
            {
                return TryConvertList((JsonElement)json!, elementType, out value);
            }

            var parts = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            element = JsonSerializer.SerializeToElement(parts);
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var list = Array.CreateInstance(elementType, element.GetArrayLength());
        var i = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (!TryConvert(item, elementType, out var converted))
            {
                return false;
            }

            list.SetValue(converted, i++);
        }

        value = list;
        return true;
    }

    private static bool TryDeserialize(Func<object?> read, out object? value)
    {
        try
        {
            value = read();
            return value is not (null or double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException or NotSupportedException or InvalidCastException or InvalidOperationException or ArgumentException)
        {
            value = null;
            return false;
        }
    }

    private static object ParseNumber(string text, Type target) =>
        target == typeof(decimal) ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
        : target == typeof(double) ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
        : float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsWholeNumber(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;

    private static object Limit(Type number, string name) => number.GetField(name)!.GetValue(null)!;
}
