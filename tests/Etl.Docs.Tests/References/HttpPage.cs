using System.Text;
using System.Text.Json.Nodes;
using Etl.Functions.Http.OpenApi;

namespace Etl.Docs.Tests.References;

/// <summary>The reference of the HTTP API, from its OpenAPI document.</summary>
internal static class HttpPage
{
    private const string Schemas = "#/components/schemas/";

    private static readonly Dictionary<string, string> Samples = new(StringComparer.Ordinal)
    {
        ["pipeline"] = "hotels",
        ["runId"] = "hotels-20261120-nightly",
        ["id"] = "hotels-b-4f2a91c07be3",
        ["model"] = "MonthlyKpis.Resort",
        ["path"] = "app.js",
    };

    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["StartRun"] = """{"businessDate": "2026-11-20", "select": "group:resort", "reuse": "unchanged"}""",
        ["StartBackfill"] = """{"from": "2026-11-01", "to": "2026-11-20", "maxParallel": 2, "missingOnly": true}""",
        ["RerunRun"] = """{"fromFailed": true}""",
    };

    public static string Create()
    {
        var document = ApiDescription.Create("/api");
        var operations = (from path in document["paths"]!.AsObject()
                          from method in path.Value!.AsObject()
                          let operation = method.Value!.AsObject()
                          select (Path: path.Key, Method: method.Key.ToUpperInvariant(), Operation: operation)).ToList();
        var page = new StringBuilder();
        page.Append("# The HTTP API\n\n").Append(GeneratedPage.Note);
        page.Append(
            """

            All paths are below `/api`: `http://127.0.0.1:7071/api` with `etl serve`, `https://APP.azurewebsites.net/api` on Azure. `GET /api/openapi.json` is this page as OpenAPI 3.1.

            * **Who may call.** An operation of level *function* wants a function key in the header `x-functions-key`. The local host does not ask for keys: it listens on this machine only, and refuses
              requests of other sites. *Anonymous* operations hold no data.
            * **Bodies** are JSON, with `Content-Type: application/json`, and may be left out where all their fields may. Fields that there are not are refused.
            * **Problems** are documents of the type `application/problem+json` (RFC 9457); `problems` has all of them, each with a `code` and a `message`.
            * **Repeating.** A start with an `Idempotency-Key` (1 to 200 characters) starts nothing twice: the same request gets the same answer, and lets a backfill go on that was interrupted; another one gets 409.
            * **Polling.** JSON answers of `GET` have an `ETag`; with `If-None-Match` an unchanged document is 304 without a body. A start says by `Location` where to follow it, by `Retry-After` how soon.
            * **Pages.** A list of runs that goes on has the header `Link: <...>; rel="next"`. A page costs one listing of the index, or a few with filters, however many runs there are. So with filters it may
              be short, or empty, and still be followed by others.

            | operation | | level |
            |---|---|---|

            """);
        foreach (var (path, method, operation) in operations)
        {
            page.Append($"| [`{method} {path}`](#{operation["operationId"]!.GetValue<string>().ToLowerInvariant()}) | {GeneratedPage.Cell(operation["summary"]!.GetValue<string>())} | {Level(operation)} |\n");
        }

        foreach (var (path, method, operation) in operations)
        {
            Append(page, path, method, operation, document);
        }

        page.Append("\n## Documents\n\nThe fields of what is answered. `[]` is one item of a list, `{}` one value of an object whose names vary, `?` what may be null or missing.\n");
        foreach (var schema in document["components"]!["schemas"]!.AsObject().Where(schema => !Bodies.ContainsKey(schema.Key)))
        {
            page.Append($"\n### {schema.Key}\n\n| field | type |\n|---|---|\n");
            foreach (var (name, type) in FieldsOf("", schema.Value!.AsObject()))
            {
                page.Append($"| `{name}` | {GeneratedPage.Cell(type)} |\n");
            }
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, string path, string method, JsonObject operation, JsonObject document)
    {
        page.Append($"\n## {operation["operationId"]}\n\n`{method} {path}`: {operation["summary"]} Level: {Level(operation)}.\n");
        if (operation["parameters"] is JsonArray parameters)
        {
            page.Append("\n| parameter | in | | |\n|---|---|---|---|\n");
            foreach (var parameter in parameters.Select(parameter => parameter!.AsObject()))
            {
                page.Append($"| `{parameter["name"]}` | {parameter["in"]} | {GeneratedPage.Cell(parameter["description"]!.GetValue<string>())} | {GeneratedPage.Cell(TypeOf(parameter["schema"]!.AsObject()))} |\n");
            }
        }

        var body = operation["requestBody"]?["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>()[Schemas.Length..];
        if (body is not null)
        {
            var schema = document["components"]!["schemas"]![body]!.AsObject();
            var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal) ?? [];
            page.Append("\n| field of the body | | |\n|---|---|---|\n");
            foreach (var (name, field) in schema["properties"]!.AsObject())
            {
                page.Append($"| `{name}`{(required.Contains(name) ? ", required" : "")} | {GeneratedPage.Cell(field!["description"]?.GetValue<string>() ?? "The business date. Left out: today minus the pipeline's lag, in its time zone.")} | {GeneratedPage.Cell(TypeOf(field.AsObject()))} |\n");
            }
        }

        page.Append("\n| status | | content |\n|---|---|---|\n");
        foreach (var (status, answer) in operation["responses"]!.AsObject().OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            var contents = answer!["content"]?.AsObject().Select(content => $"`{content.Key}`{Content(content.Value!["schema"]!.AsObject())}") ?? [];
            page.Append($"| {status} | {GeneratedPage.Cell(answer["description"]!.GetValue<string>())} | {GeneratedPage.Cell(string.Join(", ", contents))} |\n");
        }

        page.Append($"\n```bash\n{Example(path, method, body, operation)}\n```\n");
    }

    private static string Level(JsonObject operation) => operation["security"] is null ? "function" : "anonymous";

    private static string Example(string path, string method, string? body, JsonObject operation)
    {
        foreach (var (name, sample) in Samples)
        {
            path = path.Replace($"{{{name}}}", sample, StringComparison.Ordinal);
        }

        var options = new List<string>();
        if (method != "GET")
        {
            options.Add($"-X {method}");
        }

        if (operation["parameters"]?.AsArray().Any(parameter => parameter!["name"]!.GetValue<string>() == "Idempotency-Key") == true)
        {
            options.Add("-H 'Idempotency-Key: night-1'");
        }

        if (body is not null)
        {
            options.Add($"-H 'Content-Type: application/json' -d '{Bodies[body]}'");
        }

        return string.Join(' ', ["curl", .. options, $"http://127.0.0.1:7071/api{path}"]);
    }

    private static string Content(JsonObject schema) => TypeOf(schema) is { Length: > 0 } type ? $" {type}" : "";

    private static string TypeOf(JsonObject schema)
    {
        if (schema["$ref"] is { } reference)
        {
            var name = reference.GetValue<string>();
            return name.StartsWith(Schemas, StringComparison.Ordinal) ? $"[{name[Schemas.Length..]}](#{name[Schemas.Length..].ToLowerInvariant()})" : "the same";
        }

        if (schema["enum"] is JsonArray values)
        {
            return string.Join(", ", values.Where(value => value is not null).Select(value => $"`{value}`")) + Default(schema);
        }

        var types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(type => type!.GetValue<string>()).Where(type => type != "null")],
            JsonValue one => new[] { one.GetValue<string>() },
            _ => [],
        };
        var format = schema["format"]?.GetValue<string>();
        var text = string.Join(" or ", types.Select(type => type switch
        {
            "array" when schema["items"] is JsonObject items => $"list of {TypeOf(items)}",
            "string" when format is not null => format,
            _ => type,
        }));
        return (schema["minimum"], schema["maximum"]) switch
        {
            ({ } min, { } max) => $"{text}, {min} to {max}",
            ({ } min, null) => $"{text}, {min} or more",
            _ => text,
        } + (schema["maxLength"] is { } length ? $", at most {length} characters" : "") + Default(schema);
    }

    private static string Default(JsonObject schema) => schema["default"] is { } value ? $"; default {value}" : "";

    private static IEnumerable<(string Name, string Type)> FieldsOf(string prefix, JsonObject schema)
    {
        foreach (var (name, value) in schema["properties"]?.AsObject() ?? [])
        {
            var field = value!.AsObject();
            var mark = IsNullable(field) || schema["required"]?.AsArray().Any(required => required!.GetValue<string>() == name) != true ? "?" : "";
            var (path, inner) = Inside($"{prefix}{name}", field);
            if (inner["properties"] is null)
            {
                yield return (path + mark, TypeOf(inner));
                continue;
            }

            foreach (var below in FieldsOf($"{path}{mark}.", inner))
            {
                yield return below;
            }
        }
    }

    private static (string Path, JsonObject Schema) Inside(string path, JsonObject schema) =>
        schema["items"] is JsonObject items ? Inside($"{path}[]", items)
        : schema["additionalProperties"] is JsonObject values ? Inside($"{path}{{}}", values)
        : (path, schema);

    private static bool IsNullable(JsonObject schema) =>
        schema["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null") || schema["enum"] is JsonArray values && values.Any(value => value is null);
}
