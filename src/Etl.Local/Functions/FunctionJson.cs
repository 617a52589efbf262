using System.Text;
using System.Text.Json;
using Etl.Core.Text;

namespace Etl.Local.Functions;

/// <summary>How data crosses from one function to another: as on the Functions worker, which serialises by these options unless an app sets its own.</summary>
public static class FunctionJson
{
    /// <summary>Beyond it the serializer would take an array of up to six times as many bytes from the shared pool, which keeps it.</summary>
    private const int LongText = 64 * 1024;

    public static JsonSerializerOptions Options { get; } = Create();

    public static string? Serialize(object? value) => value is null ? null : JsonSegments.ToText(value, Options);

    /// <summary>Null is the default of the type.</summary>
    public static object? Deserialize(string? json, Type type) =>
        json is null ? null
        : json.Length < LongText ? JsonSerializer.Deserialize(json, type, Options)
        : JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(json), type, Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
