using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Storage.ModelData.Csv;

/// <summary>A column: a property of the row type under its JSON name.</summary>
internal sealed class CsvColumn
{
    private static readonly HashSet<Type> TextTypes =
    [
        typeof(string), typeof(char), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Guid), typeof(Uri), typeof(Version), typeof(byte[]),
    ];

    private static readonly HashSet<Type> LiteralTypes =
    [
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Int128), typeof(UInt128), typeof(Half), typeof(float), typeof(double), typeof(decimal),
    ];

    public CsvColumn(string name, CellKind kind, bool takesNull)
    {
        Name = name;
        Utf8Name = Encoding.UTF8.GetBytes(name);
        Kind = kind;
        TakesNull = takesNull;
    }

    public string Name { get; }

    public byte[] Utf8Name { get; }

    public CellKind Kind { get; }

    /// <summary>Whether an empty cell is a null; otherwise the property was left out.</summary>
    public bool TakesNull { get; }

    public static CsvColumn Of(JsonPropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new CsvColumn(property.Name, KindOf(property, type), !property.PropertyType.IsValueType || type != property.PropertyType);
    }

    // A converter that is not the serializer's own may write what it likes.
    private static CellKind KindOf(JsonPropertyInfo property, Type type)
    {
        var converter = property.CustomConverter ?? property.Options.GetTypeInfo(type).Converter;
        if (converter.GetType().Assembly != typeof(JsonTypeInfo).Assembly)
        {
            return CellKind.Json;
        }

        return TextTypes.Contains(type) ? CellKind.Text : LiteralTypes.Contains(type) ? CellKind.Literal : CellKind.Json;
    }
}
