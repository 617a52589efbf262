using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Etl.Local.Functions;

/// <summary>Route templates of HTTP functions, checked before a request is there to fail.</summary>
internal static class HttpRoutes
{
    private static readonly ParameterPolicyFactory Policies = new ServiceCollection()
        .AddLogging()
        .AddRouting()
        .BuildServiceProvider()
        .GetRequiredService<ParameterPolicyFactory>();

    /// <summary>Adds the names of the route's values to <paramref name="values"/>.</summary>
    public static IEnumerable<string> Check(string route, HashSet<string> values)
    {
        if (route.StartsWith('/') || route.StartsWith('~') || route.EndsWith('/'))
        {
            return [$"route '{route}' may not start or end with '/', nor start with '~'"];
        }

        try
        {
            var pattern = RoutePatternFactory.Parse(route);
            values.UnionWith(pattern.Parameters.Select(parameter => parameter.Name));
            foreach (var parameter in pattern.Parameters)
            {
                foreach (var policy in parameter.ParameterPolicies)
                {
                    Policies.Create(parameter, policy);
                }
            }

            return [];
        }
        catch (Exception e) when (e is RoutePatternException or InvalidOperationException or RouteCreationException)
        {
            return [$"route '{route}' is not valid: {e.Message}"];
        }
    }

    /// <summary>Routes that differ in nothing but the names of their values, and share a method: a request could mean either.</summary>
    public static IEnumerable<string> Conflicts(IEnumerable<LocalFunction> functions)
    {
        var known = new Dictionary<string, List<LocalFunction>>(StringComparer.OrdinalIgnoreCase);
        foreach (var function in functions.Where(function => function.Kind == FunctionKind.Http))
        {
            var shape = Shape(function.Route);
            var sameShape = known.TryGetValue(shape, out var found) ? found : known[shape] = [];
            foreach (var other in sameShape.Where(other => ShareMethod(other, function)))
            {
                yield return $"{function.Name}: route '{function.Route}' is also the route of {other.Name}, for the same HTTP method";
            }

            sameShape.Add(function);
        }
    }

    private static bool ShareMethod(LocalFunction a, LocalFunction b)
        => a.HttpMethods.Count == 0 || b.HttpMethods.Count == 0 || a.HttpMethods.Intersect(b.HttpMethods).Any();

    private static string Shape(string route)
        => string.Join('/', RoutePatternFactory.Parse(route).PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter =>
            $"{{{parameter.ParameterKind}:{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}",
        _ => part.ToString()!,
    };
}
