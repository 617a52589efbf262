using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Etl.Storage.ModelData.Writing;

namespace Etl.Storage.ModelData.Compiled;

/// <summary>Writes the rows of a plain type, to the same bytes as the serializer. Immutable.</summary>
internal sealed class CompiledWriter<TRow>
{
    private static readonly ConditionalWeakTable<JsonTypeInfo, CompiledWriter<TRow>> Known = [];

    private readonly byte[][] _names;
    private readonly Action<RowPen, TRow> _write;

    private CompiledWriter(IReadOnlyList<JsonPropertyInfo> properties)
    {
        _names = PlainType.NamesOf(properties);
        _write = Compile(properties);
    }

    /// <summary>Null for a type that is not plain.</summary>
    public static CompiledWriter<TRow>? TryCreate(JsonTypeInfo<TRow> rowType)
    {
        if (Known.TryGetValue(rowType, out var known))
        {
            return known;
        }

        return PlainType.FindProperties(rowType) is { } properties ? Known.GetValue(rowType, _ => new CompiledWriter<TRow>(properties)) : null;
    }

    /// <summary>For <see cref="TryWrite"/>.</summary>
    public RowPen CreatePen() => new(_names);

    /// <summary>Writes a row, or nothing and false: it has a text that the serializer must escape.</summary>
    public bool TryWrite(RowPen pen, TRow row, RowChunk chunk)
    {
        pen.Start(chunk);
        _write(pen, row);
        return pen.TryEnd();
    }

    private static Action<RowPen, TRow> Compile(IReadOnlyList<JsonPropertyInfo> properties)
    {
        var pen = Expression.Parameter(typeof(RowPen), "pen");
        var row = Expression.Parameter(typeof(TRow), "row");
        var writes = properties.Select(property => Expression.Call(pen, nameof(RowPen.Write), null, Expression.Property(row, (PropertyInfo)property.AttributeProvider!)));
        return Expression.Lambda<Action<RowPen, TRow>>(Expression.Block(writes), pen, row).Compile();
    }
}
