using System.Globalization;
using System.Text.Json;

namespace Etl.Functions.Tests.Http;

/// <summary>
/// Compares a document with a schema of the API's description. It knows the keywords that the description uses, and refuses others. Objects are closed: a field that the schema does not
/// have is reported.
/// </summary>
internal sealed class SchemaCheck(JsonElement api)
{
    private static readonly string[] Known =
    [
        "$ref", "type", "enum", "properties", "required", "items", "additionalProperties", "format", "description", "default", "pattern", "minimum", "maximum", "maxLength",
    ];

    public IReadOnlyList<string> Problems(JsonElement schema, JsonElement document)
    {
        var problems = new List<string>();
        Check(schema, document, "$", problems);
        return problems;
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        if (schema.ValueKind is JsonValueKind.True)
        {
            return;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            Check(Resolve(reference.GetString()!), value, path, problems);
            return;
        }

        problems.AddRange(schema.EnumerateObject().Where(keyword => !Known.Contains(keyword.Name, StringComparer.Ordinal)).Select(keyword => $"{path}: keyword {keyword.Name} is not known here"));
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => IsA(name, value)))
        {
            problems.Add($"{path}: {value.GetRawText()} is no {type.GetRawText()}");
            return;
        }

        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            problems.Add($"{path}: {value.GetRawText()} is not one of {values.GetRawText()}");
        }

        if (value.ValueKind == JsonValueKind.String && schema.TryGetProperty("format", out var format) && !HasFormat(format.GetString()!, value.GetString()!))
        {
            problems.Add($"{path}: {value.GetRawText()} is no {format}");
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            for (var i = 0; i < value.GetArrayLength(); i++)
            {
                Check(items, value[i], $"{path}[{i}]", problems);
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckObject(schema, value, path, problems);
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            problems.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}: {name} is missing"));
        }

        var hasProperties = schema.TryGetProperty("properties", out var properties);
        var hasOthers = schema.TryGetProperty("additionalProperties", out var others);
        foreach (var field in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(field.Name, out var property))
            {
                Check(property, field.Value, $"{path}.{field.Name}", problems);
            }
            else if (hasOthers && others.ValueKind != JsonValueKind.False)
            {
                Check(others, field.Value, $"{path}.{field.Name}", problems);
            }
            else if (hasProperties || hasOthers)
            {
                problems.Add($"{path}: {field.Name} is not in the schema");
            }
        }
    }

    private JsonElement Resolve(string reference)
    {
        Assert.StartsWith("#/components/schemas/", reference, StringComparison.Ordinal);
        return api.GetProperty("components").GetProperty("schemas").GetProperty(reference["#/components/schemas/".Length..]);
    }

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => type == "object" && value.ValueKind == JsonValueKind.Object,
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        _ => true,
    };
}
