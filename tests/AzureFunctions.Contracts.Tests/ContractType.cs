using System.Globalization;
using System.Reflection;

namespace AzureFunctions.Contracts.Tests;

/// <summary>A declared type, written in the form of the listing.</summary>
internal static class ContractType
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler makes for a record, and the overrides of Object, are on neither side.
    private static readonly HashSet<string> Unlisted = new(StringComparer.Ordinal)
    {
        "Equals", "GetHashCode", "ToString", "PrintMembers", "Deconstruct", "<Clone>$",
    };

    public static ListedType Describe(Type type)
    {
        var described = new ListedType(Name(type), Kind(type), [.. Parents(type)]);
        described.Members.UnionWith(type.IsEnum ? EnumMembers(type) : Members(type));
        return described;
    }

    private static IEnumerable<string> EnumMembers(Type type)
        => Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");

    private static IEnumerable<string> Members(Type type)
        => type.GetConstructors(Declared).Where(IsVisible).Where(c => !c.IsStatic).Select(c => $"{Access(c)} ctor({Parameters(c)})")
            .Concat(type.GetMethods(Declared).Where(IsVisible).Where(m => !IsAccessor(m) && !Unlisted.Contains(m.Name)).Select(Method))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Property))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field));

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Modifiers(method)} {Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = string.Concat(
            property.GetMethod is { } get && IsVisible(get) ? "get; " : "",
            property.SetMethod is { } set && IsVisible(set) ? (IsInit(set) ? "init; " : "set; ") : "");
        var shape = property.GetAccessors(nonPublic: true).First(IsVisible);
        return $"{Modifiers(shape)} {Name(property.PropertyType)} {property.Name} {{ {accessors}}}";
    }

    private static string Field(FieldInfo field)
        => $"{(field.IsPublic ? "public" : "protected")}{(field.IsStatic ? " static" : "")} field {Name(field.FieldType)} {field.Name}";

    private static string Modifiers(MethodInfo method)
    {
        var overriding = method.GetBaseDefinition() != method;
        var kind = method switch
        {
            { IsStatic: true } => " static",
            { IsAbstract: true } => " abstract",
            { IsVirtual: true } when overriding => " override",
            { IsVirtual: true, IsFinal: false } => " virtual",
            _ => "",
        };
        return Access(method) + kind;
    }

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{Default(p)}"));

    private static string Default(ParameterInfo parameter)
        => parameter.HasDefaultValue
            ? $" = {(parameter.DefaultValue is null ? "default" : Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture))}"
            : "";

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsInterface: true } => "interface",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> Parents(Type type)
    {
        var parent = type.BaseType;
        var named = parent is not null && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum);
        return (named ? [Name(parent!)] : Array.Empty<string>())
            .Concat(type.GetInterfaces().Select(Name).Order(StringComparer.Ordinal));
    }

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (!type.IsGenericType)
        {
            return type.FullName!;
        }

        var open = type.GetGenericTypeDefinition().FullName!;
        return $"{open[..open.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(MethodInfo method)
        => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsInit(MethodInfo setter)
        => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
