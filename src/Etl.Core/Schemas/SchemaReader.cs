using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Schemas;

/// <summary>Finds the columns that serializer metadata describes.</summary>
internal sealed class SchemaReader
{
    /// <summary>The one column of a row that is no object.</summary>
    private const string Whole = "$";
    private readonly List<SchemaColumn> _columns = [];
    private readonly HashSet<Type> _open = [];

    private SchemaReader()
    {
    }

    public static IReadOnlyList<SchemaColumn> Read(JsonTypeInfo type)
    {
        var reader = new SchemaReader();
        if (IsObject(type))
        {
            reader.AddProperties(type, "");
        }
        else
        {
            reader.AddColumn(Whole, type, isNullable: false);
        }

        return reader._columns;
    }

    private static bool IsObject(JsonTypeInfo type) => type is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null } && type.Type != typeof(object);

    private void AddProperties(JsonTypeInfo type, string prefix)
    {
        // A type that has itself as a part has no end.
        if (!_open.Add(type.Type))
        {
            return;
        }

        foreach (var property in type.Properties.Where(property => property.Get is not null && !property.IsExtensionData).OrderBy(property => property.Order))
        {
            AddColumn(prefix + property.Name, TypeOf(property), IsNullable(property));
        }

        _open.Remove(type.Type);
    }

    private void AddColumn(string name, JsonTypeInfo type, bool isNullable)
    {
        var known = WithoutNull(type);
        _columns.Add(new SchemaColumn(name, SchemaType.Of(known), isNullable || known != type));
        while (known.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
        {
            name += known.Kind == JsonTypeInfoKind.Enumerable ? "[]" : "{}";
            known = WithoutNull(known.Options.GetTypeInfo(known.ElementType!));
        }

        if (IsObject(known))
        {
            AddProperties(known, $"{name}.");
        }
    }

    private static JsonTypeInfo WithoutNull(JsonTypeInfo type) =>
        Nullable.GetUnderlyingType(type.Type) is { } underlying ? type.Options.GetTypeInfo(underlying) : type;

    private static JsonTypeInfo TypeOf(JsonPropertyInfo property) =>
        property.CustomConverter is null
            ? property.Options.GetTypeInfo(property.PropertyType)
            : JsonTypeInfo.CreateJsonTypeInfo(property.PropertyType, new JsonSerializerOptions(property.Options) { Converters = { property.CustomConverter } });

    /// <summary>A property that is left out under some condition may be missing.</summary>
    private static bool IsNullable(JsonPropertyInfo property) => property.IsGetNullable || property.ShouldSerialize is not null;
}
