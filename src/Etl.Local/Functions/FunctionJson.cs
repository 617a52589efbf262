using System.Text.Json;

namespace Etl.Local.Functions;

/// <summary>How data crosses from one function to another: as on the Functions worker, which serialises by these options unless an app sets its own.</summary>
public static class FunctionJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);

    /// <summary>Null is the default of the type.</summary>
    public static object? Deserialize(string? json, Type type) => json is null ? null : JsonSerializer.Deserialize(json, type, Options);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
