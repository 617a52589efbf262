using System.Reflection;

namespace Etl.Storage.ModelData.Reading;

/// <summary>Whether an instance of a row type can be given to several tasks: nothing in it can be changed, not even by its own methods.</summary>
internal static class ImmutableRows
{
    private static readonly HashSet<Type> Values = [typeof(string), typeof(decimal), typeof(DateOnly), typeof(TimeOnly), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid)];

    public static bool Are(Type rows) => rows is { IsSealed: true, IsPrimitive: false } && FieldsOf(rows).All(field => field.IsInitOnly && IsValue(field.FieldType));

    private static bool IsValue(Type type) =>
        type.IsPrimitive || type.IsEnum || Values.Contains(type) || (Nullable.GetUnderlyingType(type) is { } value && IsValue(value));

    // Those of a base class too, which reflection leaves out when they are private.
    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Concat(type.BaseType is { } parent ? FieldsOf(parent) : []);
}
