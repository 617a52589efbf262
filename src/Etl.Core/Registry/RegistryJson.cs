using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Registry;

/// <summary>The JSON dialect of registry records and of all documents that the command line and the HTTP API print.</summary>
public static class RegistryJson
{
    /// <summary>Compact; read-only and shared. Unknown members are ignored, so that newer records of the same schema stay readable; missing members without a default are an error.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>For people; read-only and shared.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NullElements.Refuse } },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
