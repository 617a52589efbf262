using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Etl.Core.Schemas;

/// <summary>The names of types in schemas.</summary>
internal static class SchemaType
{
    public const string Any = "any";
    public const string Integer = "integer";
    public const string Decimal = "decimal";
    public const string Number = "number";
    public const string String = "string";
    private const string Enumeration = "one of ";
    private const string ListOf = "list of ";
    private const string MapOf = "map of ";

    private static readonly FrozenDictionary<Type, string> Names = new Dictionary<Type, string>
    {
        [typeof(bool)] = "boolean",
        [typeof(byte)] = Integer,
        [typeof(sbyte)] = Integer,
        [typeof(short)] = Integer,
        [typeof(ushort)] = Integer,
        [typeof(int)] = Integer,
        [typeof(uint)] = Integer,
        [typeof(long)] = Integer,
        [typeof(ulong)] = Integer,
        [typeof(Int128)] = Integer,
        [typeof(UInt128)] = Integer,
        [typeof(decimal)] = Decimal,
        [typeof(float)] = Number,
        [typeof(double)] = Number,
        [typeof(Half)] = Number,
        [typeof(string)] = String,
        [typeof(char)] = String,
        [typeof(Uri)] = String,
        [typeof(Version)] = String,
        [typeof(byte[])] = String,
        [typeof(DateOnly)] = "date",
        [typeof(TimeOnly)] = "time",
        [typeof(DateTime)] = "date-time",
        [typeof(DateTimeOffset)] = "date-time",
        [typeof(TimeSpan)] = "duration",
        [typeof(Guid)] = "uuid",
    }.ToFrozenDictionary();

    public static string Of(JsonTypeInfo type)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } underlying)
        {
            return Of(type.Options.GetTypeInfo(underlying));
        }

        return type switch
        {
            { PolymorphismOptions: not null } => Any,
            { Kind: JsonTypeInfoKind.Enumerable } => ListOf + Of(type.Options.GetTypeInfo(type.ElementType!)),
            { Kind: JsonTypeInfoKind.Dictionary } => MapOf + Of(type.Options.GetTypeInfo(type.ElementType!)),
            { Kind: JsonTypeInfoKind.Object } when type.Type != typeof(object) => "object",
            { Type.IsEnum: true } => OfEnum(type),
            _ when IsOfFramework(type) => Names.GetValueOrDefault(type.Type, Any),
            _ => Any,
        };
    }

    /// <summary>Whether everything that has the new type can be read by somebody who knows the old one.</summary>
    public static bool CanBeReadAs(string now, string before)
    {
        if (now == before || before == Any)
        {
            return true;
        }

        foreach (var composite in (ReadOnlySpan<string>)[ListOf, MapOf])
        {
            if (now.StartsWith(composite, StringComparison.Ordinal) && before.StartsWith(composite, StringComparison.Ordinal))
            {
                return CanBeReadAs(now[composite.Length..], before[composite.Length..]);
            }
        }

        return (now, before) switch
        {
            // All of them are JSON numbers. That a program has only provided for whole ones is its business.
            (Integer or Decimal or Number, Integer or Decimal or Number) => true,
            _ when before == String => now is "date" or "time" or "date-time" or "duration" or "uuid" || now.StartsWith(Enumeration, StringComparison.Ordinal),
            _ => ValuesOf(before) is { } known && ValuesOf(now) is { } values && values.All(known.Contains),
        };
    }

    /// <summary>What an enumeration may be; null for every other type.</summary>
    public static IReadOnlyList<string>? ValuesOf(string type) =>
        type.StartsWith(Enumeration, StringComparison.Ordinal) ? type[Enumeration.Length..].Split(", ") : null;

    /// <summary>A converter of somebody's own may write anything.</summary>
    private static bool IsOfFramework(JsonTypeInfo type) => type.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;

    private static string OfEnum(JsonTypeInfo type)
    {
        if (type.Type.IsDefined(typeof(FlagsAttribute), inherit: false))
        {
            return IsText(type, Enum.ToObject(type.Type, 0)) ? String : Integer;
        }

        var values = Enum.GetValuesAsUnderlyingType(type.Type).Cast<object>().Distinct().Select(value => Enum.ToObject(type.Type, value)).ToList();
        return values.Count == 0 || !values.All(value => IsText(type, value))
            ? IsOfFramework(type) ? Integer : Any
            : Enumeration + string.Join(", ", values.Select(value => JsonSerializer.SerializeToElement(value, type).GetString()));
    }

    private static bool IsText(JsonTypeInfo type, object value) => JsonSerializer.SerializeToElement(value, type).ValueKind == JsonValueKind.String;
}
