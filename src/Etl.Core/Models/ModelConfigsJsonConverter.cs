using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Core.Text;

namespace Etl.Core.Models;

/// <summary>Reads and writes <see cref="ModelConfigs"/> as an object of objects. Keys keep their case; null is read as no settings.</summary>
public sealed class ModelConfigsJsonConverter : JsonConverter<ModelConfigs>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override ModelConfigs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Null)
        {
            return ModelConfigs.Empty;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"Model configs are an object of model names, not {Describe(root)}. Write {{\"Model\": {{\"argument\": \"value\"}}}}.");
        }

        JsonTexts.EnsureUnicode(root);
        var values = new SortedDictionary<string, SortedDictionary<string, JsonElement>>(StringComparer.Ordinal);
        foreach (var model in root.EnumerateObject())
        {
            if (model.Value.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException($"The configuration of model '{model.Name}' is an object of argument names and values, not {Describe(model.Value)}.");
            }

            // An empty object is kept: a model that does not exist is an error all the same.
            var arguments = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
            if (!values.TryAdd(model.Name, arguments))
            {
                throw new JsonException($"Model '{model.Name}' is configured twice. Put all of its settings into one object.");
            }

            foreach (var argument in model.Value.EnumerateObject())
            {
                if (!arguments.TryAdd(argument.Name, argument.Value.Clone()))
                {
                    throw new JsonException($"Setting '{argument.Name}' of model '{model.Name}' is given twice. Keep one of them.");
                }
            }
        }

        return ModelConfigs.FromValues(values);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ModelConfigs? value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

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
