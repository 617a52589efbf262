using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Etl.Functions.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document. Its paths and methods are those of the functions of this assembly, so none is missing.</summary>
internal static partial class ApiDescription
{
    private const string ProblemType = "application/problem+json";
    private static readonly string[] AllMethods = ["get", "post"];

    private static readonly IReadOnlyDictionary<string, string> PathParameters = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["pipeline"] = "Name of a pipeline.",
        ["runId"] = "Id of a run.",
        ["id"] = "Id of a backfill.",
        ["model"] = "Name of a model; with a key in brackets, a partition of it.",
        ["path"] = "Path of a file of the dashboard.",
    };

    private static readonly IReadOnlyDictionary<int, string> Descriptions = new Dictionary<int, string>
    {
        [200] = "As asked.",
        [202] = "Accepted: carried out in the background. The header Location says where to follow it.",
        [400] = "The body is not JSON.",
        [401] = "The function key is missing or wrong.",
        [404] = "There is no such thing.",
        [409] = "It contradicts what it has become, or what was asked before.",
        [413] = "The body is too large.",
        [415] = "The body is not sent as JSON.",
        [422] = "It can't be carried out; the answer has every problem.",
    };

    /// <summary>The document, for an API at a path such as <c>/api</c>.</summary>
    public static JsonObject Create(string basePath)
    {
        var schemas = new ApiSchemas();
        var operations = ApiOperations.All(schemas);
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (function, trigger) in Functions())
        {
            var route = (trigger.Route ?? function).Replace("{*", "{", StringComparison.Ordinal);
            if (!paths.TryGetValue($"/{route}", out var path))
            {
                paths.Add($"/{route}", path = []);
            }

            foreach (var method in trigger.Methods is { Length: > 0 } methods ? methods : AllMethods)
            {
                path.Add(method.ToLowerInvariant(), Describe(function, route, trigger.AuthLevel, operations.GetValueOrDefault(function)));
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Etl", ["version"] = "1", ["description"] = "Starts, watches and repeats runs of ETL pipelines, and reads what they published." },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = basePath }),
            ["security"] = new JsonArray(new JsonObject { ["functionKey"] = new JsonArray() }),
            ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create<string, JsonNode?>(path.Key, path.Value))),
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.ToJson(),
                ["securitySchemes"] = new JsonObject { ["functionKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key", ["description"] = "Not asked for by the local host." } },
            },
        };
    }

    /// <summary>The functions of this assembly that answer HTTP requests.</summary>
    public static IEnumerable<(string Function, HttpTriggerAttribute Trigger)> Functions() =>
        from type in typeof(ApiDescription).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        orderby function.Name
        select (function.Name, trigger);

    private static JsonObject Describe(string function, string route, AuthorizationLevel level, ApiOperation? operation)
    {
        operation ??= new ApiOperation("api", function);
        var described = new JsonObject
        {
            ["operationId"] = function,
            ["tags"] = new JsonArray(operation.Tag),
            ["summary"] = operation.Summary,
        };
        if (level == AuthorizationLevel.Anonymous)
        {
            described.Add("security", new JsonArray());
        }

        if (Parameters(route, operation) is { Count: > 0 } parameters)
        {
            described.Add("parameters", parameters);
        }

        if (operation.Body is not null)
        {
            described.Add("requestBody", new JsonObject { ["required"] = operation.NeedsBody, ["content"] = Content("application/json", ApiSchemas.Reference(operation.Body)) });
        }

        described.Add("responses", Responses(route, level, operation));
        return described;
    }

    private static JsonArray Parameters(string route, ApiOperation operation)
    {
        var parameters = new JsonArray();
        foreach (Match match in Placeholder().Matches(route))
        {
            var name = match.Groups["name"].Value;
            parameters.Add(new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["description"] = PathParameters.GetValueOrDefault(name, name), ["schema"] = new JsonObject { ["type"] = "string" } });
        }

        foreach (var query in operation.Query)
        {
            parameters.Add(new JsonObject { ["name"] = query.Name, ["in"] = "query", ["description"] = query.Description, ["schema"] = ApiSchemas.Parse(query.Schema) });
        }

        if (operation.IsRepeatable)
        {
            parameters.Add(new JsonObject { ["name"] = "Idempotency-Key", ["in"] = "header", ["description"] = "A repeated request with the same key starts nothing twice.", ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = 200 } });
        }

        return parameters;
    }

    private static JsonObject Responses(string route, AuthorizationLevel level, ApiOperation operation)
    {
        var answer = new JsonObject { ["description"] = Descriptions[operation.Status] };
        if (operation.Content.Count > 0)
        {
            answer.Add("content", new JsonObject(operation.Content.Select(content => KeyValuePair.Create<string, JsonNode?>(content.MediaType, new JsonObject { ["schema"] = content.Schema.DeepClone() }))));
        }

        var responses = new JsonObject { [operation.Status.ToString(CultureInfo.InvariantCulture)] = answer };
        foreach (var status in Problems(route, operation).Order())
        {
            responses.Add(status.ToString(CultureInfo.InvariantCulture), new JsonObject { ["description"] = Descriptions[status], ["content"] = Content(ProblemType, ApiSchemas.Reference("Problem")) });
        }

        if (level != AuthorizationLevel.Anonymous)
        {
            // The platform's answer, without a body.
            responses.Add("401", new JsonObject { ["description"] = Descriptions[401] });
        }

        return responses;
    }

    private static HashSet<int> Problems(string route, ApiOperation operation)
    {
        var problems = operation.Problems.ToHashSet();
        if (route.Contains('{', StringComparison.Ordinal))
        {
            problems.Add(404);
        }

        if (operation.Body is not null || operation.RefusesBody)
        {
            problems.UnionWith([400, 413, 415, 422]);
        }

        return problems;
    }

    private static JsonObject Content(string mediaType, JsonNode schema) => new() { [mediaType] = new JsonObject { ["schema"] = schema } };

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Placeholder();
}
