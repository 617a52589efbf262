using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Storage.ModelData.Compiled;

/// <summary>Reads the rows of a plain type that are written as our writer writes them, and makes nothing but the row. Immutable.</summary>
internal sealed class CompiledReader<TRow>
{
    private static readonly ConditionalWeakTable<JsonTypeInfo, CompiledReader<TRow>> Known = [];

    private static readonly Dictionary<Type, string> Methods = new()
    {
        [typeof(string)] = nameof(RowCursor.ReadString),
        [typeof(bool)] = nameof(RowCursor.ReadBoolean),
        [typeof(int)] = nameof(RowCursor.ReadInt32),
        [typeof(long)] = nameof(RowCursor.ReadInt64),
        [typeof(decimal)] = nameof(RowCursor.ReadDecimal),
        [typeof(DateOnly)] = nameof(RowCursor.ReadDate),
    };

    private readonly byte[][] _names;
    private readonly Func<RowCursor, TRow> _read;

    private CompiledReader(ConstructorInfo constructor, IReadOnlyList<JsonPropertyInfo> properties)
    {
        _names = PlainType.NamesOf(properties);
        _read = Compile(constructor, properties);
    }

    /// <summary>Null for a type that is not plain, or not made by a constructor from all of its properties.</summary>
    public static CompiledReader<TRow>? TryCreate(JsonTypeInfo<TRow> rowType)
    {
        if (Known.TryGetValue(rowType, out var known))
        {
            return known;
        }

        return PlainType.FindProperties(rowType) is { } properties
            && rowType.ConstructorAttributeProvider is ConstructorInfo constructor
            && properties.All(property => property.AssociatedParameter is not null)
            && properties.Count == constructor.GetParameters().Length
            ? Known.GetValue(rowType, _ => new CompiledReader<TRow>(constructor, properties))
            : null;
    }

    /// <summary>For <see cref="Read"/>; it remembers texts from row to row.</summary>
    public RowCursor CreateCursor() => new(_names);

    /// <summary>A row, if the cursor has come to its end; else a default.</summary>
    public TRow Read(RowCursor cursor) => _read(cursor);

    private static Func<RowCursor, TRow> Compile(ConstructorInfo constructor, IReadOnlyList<JsonPropertyInfo> properties)
    {
        var cursor = Expression.Parameter(typeof(RowCursor), "cursor");
        var values = properties.Select(property => Expression.Variable(property.PropertyType, property.Name)).ToList();
        var reads = values.Select(value => Expression.Assign(value, Expression.Call(cursor, Methods[value.Type], null)));
        var arguments = new Expression[values.Count];
        for (var i = 0; i < values.Count; i++)
        {
            arguments[properties[i].AssociatedParameter!.Position] = values[i];
        }

        // A constructor may refuse values, so it must not see those of a row that could not be read.
        var row = Expression.Condition(Expression.Property(cursor, nameof(RowCursor.IsAtEnd)), Expression.New(constructor, arguments), Expression.Default(typeof(TRow)));
        return Expression.Lambda<Func<RowCursor, TRow>>(Expression.Block(values, [.. reads, row]), cursor).Compile();
    }
}
