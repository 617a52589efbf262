using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Etl.Local.Functions;

/// <summary>Collects functions and the reasons why some of them can't be run.</summary>
internal sealed class FunctionDiscovery
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const int MaxNameLength = 127;

    private readonly List<LocalFunction> _functions = [];
    private readonly List<(string Name, MethodInfo Method)> _names = [];
    private readonly List<string> _problems = [];

    public void Add(Type type)
    {
        foreach (var method in type.GetMethods(Declared).OrderBy(method => method.Name, StringComparer.Ordinal))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute)
            {
                Add(attribute.Name, method);
            }
        }
    }

    /// <summary>The functions, in the order in which they were added.</summary>
    /// <exception cref="FunctionDiscoveryException">There are problems.</exception>
    public IReadOnlyList<LocalFunction> Complete()
    {
        AddDuplicateNames();
        _problems.AddRange(HttpRoutes.Conflicts(_functions));
        return _problems.Count == 0
            ? _functions
            : throw new FunctionDiscoveryException(_problems.Order(StringComparer.Ordinal).ToList());
    }

    private void Add(string name, MethodInfo method)
    {
        _names.Add((name, method));
        var problems = MethodProblems(name, method).ToList();
        var triggers = method.GetParameters().Where(parameter => TriggerOf(parameter) is not null).ToList();
        switch (triggers)
        {
            case []:
                problems.Add("no parameter has a trigger attribute");
                break;
            case [var first]:
                AddWithTrigger(name, method, first, problems);
                break;
            default:
                problems.Add($"several parameters have a trigger attribute: {string.Join(", ", triggers.Select(trigger => trigger.Name))}");
                break;
        }

        _problems.AddRange(problems.Select(problem => $"{name} ({method.DeclaringType!.Name}.{method.Name}): {problem}"));
    }

    private void AddWithTrigger(string name, MethodInfo method, ParameterInfo triggerParameter, List<string> problems)
    {
        var trigger = TriggerOf(triggerParameter)!;
        if (FunctionSignature.KindOf(trigger) is not { } kind)
        {
            problems.Add($"trigger {trigger.GetType().Name} is not supported here; orchestration, activity, HTTP and timer triggers are");
            return;
        }

        var signature = new FunctionSignature(name, kind, trigger, method);
        problems.AddRange(signature.Problems);
        if (problems.Count == 0)
        {
            _functions.Add(new(name, kind, trigger, signature.Parameters, new FunctionMethod(method)));
        }
    }

    private static IEnumerable<string> MethodProblems(string name, MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (!IsValidName(name))
        {
            yield return $"a name is a letter and then letters, digits, '-' and '_', at most {MaxNameLength} in all";
        }

        if (!method.IsPublic)
        {
            yield return "the method must be public; the Functions worker does not find it otherwise";
        }

        if (method.IsGenericMethodDefinition || type.ContainsGenericParameters)
        {
            yield return "neither the method nor its class may be generic";
        }

        if (!method.IsStatic && type.IsAbstract)
        {
            yield return "its class is abstract, so no instance can be made";
        }

        if (!method.IsStatic && !type.IsAbstract && type.GetConstructors().Length != 1)
        {
            yield return $"its class has {type.GetConstructors().Length} public constructors; services are given to exactly one";
        }

        if (type.GetMethods(Declared).Count(other => other.Name == method.Name) > 1)
        {
            yield return "the method has overloads; the Functions worker finds a method by its name alone";
        }
    }

    private void AddDuplicateNames()
    {
        foreach (var same in _names.GroupBy(found => found.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            var methods = same.Select(found => $"{found.Method.DeclaringType!.Name}.{found.Method.Name}");
            _problems.Add($"{same.Key}: several functions have this name (case does not count): {string.Join(", ", methods)}");
        }
    }

    private static bool IsValidName(string name)
        => name.Length is > 0 and <= MaxNameLength
            && char.IsAsciiLetter(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static TriggerBindingAttribute? TriggerOf(ParameterInfo parameter)
        => parameter.GetCustomAttributes().OfType<TriggerBindingAttribute>().FirstOrDefault();
}
