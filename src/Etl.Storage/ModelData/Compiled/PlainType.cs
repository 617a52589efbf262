using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Etl.Core.Models;

namespace Etl.Storage.ModelData.Compiled;

/// <summary>A row type whose JSON follows from its properties alone: no rules, converters or types but the most common ones.</summary>
internal static class PlainType
{
    /// <summary>Rows that go through the serializer first: to compile takes as long as it needs for some thousand.</summary>
    public const int RowsBeforeCompiling = 1_000;

    private static readonly HashSet<Type> Types = [typeof(string), typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(DateOnly)];

    /// <summary>The properties in the order in which they are written; null when the type is not plain.</summary>
    public static IReadOnlyList<JsonPropertyInfo>? FindProperties(JsonTypeInfo rowType)
    {
        var properties = rowType.Kind == JsonTypeInfoKind.Object ? rowType.Properties.OrderBy(property => property.Order).ToList() : [];
        return properties.Count > 0 && IsPlain(rowType) && properties.TrueForAll(IsPlain) ? properties : null;
    }

    /// <summary>What stands before each value: <c>{"name":</c> for the first, <c>,"name":</c> for others.</summary>
    public static byte[][] NamesOf(IEnumerable<JsonPropertyInfo> properties) =>
        [.. properties.Select(byte[] (property, index) => [index == 0 ? (byte)'{' : (byte)',', (byte)'"', .. JsonEncodedText.Encode(property.Name, ModelJson.Options.Encoder).EncodedUtf8Bytes, (byte)'"', (byte)':'])];

    private static bool IsPlain(JsonTypeInfo type) =>
        type is { PolymorphismOptions: null, OnDeserializing: null, OnDeserialized: null, OnSerializing: null, OnSerialized: null, NumberHandling: null or JsonNumberHandling.Strict }
        && type.Options is { RespectNullableAnnotations: false, NumberHandling: JsonNumberHandling.Strict, DefaultIgnoreCondition: JsonIgnoreCondition.Never, ReferenceHandler: null };

    private static bool IsPlain(JsonPropertyInfo property) =>
        property is { CustomConverter: null, IsExtensionData: false, Get: not null, ShouldSerialize: null, AttributeProvider: PropertyInfo member, NumberHandling: null or JsonNumberHandling.Strict }
        && !member.IsDefined(typeof(JsonIgnoreAttribute), inherit: true)
        && Types.Contains(property.PropertyType)
        && property.Options.GetTypeInfo(property.PropertyType).Converter.GetType().Assembly == typeof(JsonTypeInfo).Assembly;
}
