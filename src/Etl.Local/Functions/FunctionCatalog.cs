using System.Reflection;

namespace Etl.Local.Functions;

/// <summary>The functions of an app, found by their attributes. Names are compared without regard to case, as the Functions host does.</summary>
public sealed class FunctionCatalog
{
    private readonly Dictionary<string, LocalFunction> _functions;

    private FunctionCatalog(IEnumerable<LocalFunction> functions)
    {
        _functions = functions.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Sorted.</summary>
    public IReadOnlyList<string> Names => _functions.Keys.Order(StringComparer.Ordinal).ToList();

    /// <summary>Of the inputs and results of orchestrators and activities.</summary>
    internal IEnumerable<Type> DataTypes => OfKind(FunctionKind.Activity).Select(function => function.TriggerType)
        .Concat(OfKind(FunctionKind.Activity).Concat(OfKind(FunctionKind.Orchestrator)).Select(function => function.Method.ResultType).OfType<Type>());

    /// <summary>Names whole assemblies; methods without <c>[Function]</c> are not looked at.</summary>
    /// <exception cref="FunctionDiscoveryException">Any function can't be run: all reasons, of all functions.</exception>
    public static FunctionCatalog Discover(params IReadOnlyCollection<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        return Discover(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()));
    }

    internal static FunctionCatalog Discover(IEnumerable<Type> types)
    {
        var discovery = new FunctionDiscovery();
        foreach (var type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            discovery.Add(type);
        }

        return new(discovery.Complete());
    }

    internal IEnumerable<LocalFunction> OfKind(FunctionKind kind)
        => _functions.Values.Where(function => function.Kind == kind).OrderBy(function => function.Name, StringComparer.Ordinal);

    internal LocalFunction? Find(string name, FunctionKind kind)
        => _functions.TryGetValue(name, out var function) && function.Kind == kind ? function : null;
}
