using System.Text.Json;
using System.Text.Json.Serialization;

namespace Etl.Core.Models;

/// <summary>Reads and writes <see cref="ModelConfigs"/> as an object of objects. Keys keep their case.</summary>
public sealed class ModelConfigsJsonConverter : JsonConverter<ModelConfigs>
{
    /// <inheritdoc/>
    public override ModelConfigs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"Model configs are an object of model names, not {Describe(root)}.");
        }

        var values = new SortedDictionary<string, SortedDictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var model in root.EnumerateObject())
        {
            if (model.Value.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException($"The configuration of model '{model.Name}' is an object of argument names and values, not {Describe(model.Value)}.");
            }

            foreach (var argument in model.Value.EnumerateObject())
            {
                ModelConfigs.Set(values, model.Name, argument.Name, argument.Value.Clone());
            }
        }

        return ModelConfigs.FromValues(values);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ModelConfigs value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (model, arguments) in value.Entries)
        {
            writer.WriteStartObject(model);
            foreach (var (argument, element) in arguments)
            {
                writer.WritePropertyName(argument);
                element.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Null => "null",
        _ => $"'{element.GetRawText()}'",
    };
}
