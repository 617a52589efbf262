using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Etl.Core.Registry;

namespace Etl.Functions.Http.OpenApi;

/// <summary>The schemas of the API's documents: those of answers follow from their types, those of bodies are written by hand, like the code that reads them.</summary>
internal sealed class ApiSchemas
{
    private const string Nullable = """{"type": ["string", "null"]}""";

    private const string Start = """
        "parameters": {"type": ["object", "null"], "additionalProperties": {"type": ["string", "number", "boolean"]}, "description": "Values of the pipeline's parameters."},
        "modelConfigs": {"type": ["object", "null"], "additionalProperties": {"type": "object"}, "description": "Settings of models: model name, argument name, value. Only those that a model lets requests set."},
        "environment": {"type": ["string", "null"], "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$", "description": "What tasks see as their environment."},
        "select": {"type": ["string", "array", "null"], "items": {"type": "string"}, "description": "Which tasks run; a list is a union."},
        "exclude": {"type": ["string", "array", "null"], "items": {"type": "string"}, "description": "Which of the selected tasks do not run."},
        "reuse": {"enum": ["unchanged", "none", null], "description": "Whether outputs are taken over that would come out the same."},
        "scheduling": {"enum": ["levels", "eager", null], "description": "Whether a task starts with its level, or as soon as its own inputs are there. Left out: as the pipeline says."},
        "parallelism": {"type": ["integer", "null"], "minimum": 1, "description": "So many tasks of the run at a time. Left out: as the pipeline says."},
        "onFailure": {"enum": ["continue", "stop", null], "description": "What happens to independent branches when a task has failed."},
        "allowBreaking": {"type": ["boolean", "null"], "description": "Publish models whose schema can break their readers."}
        """;

    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true };

    private readonly SortedDictionary<string, JsonNode> _schemas = new(StringComparer.Ordinal)
    {
        ["StartRun"] = Parse($$$$"""{"type": "object", "additionalProperties": false, "properties": {"businessDate": {"type": ["string", "null"], "format": "date"}, {{{{Start}}}}}}"""),
        ["StartBackfill"] = Parse($$$$"""
            {"type": "object", "additionalProperties": false, "required": ["from", "to"], "properties": {
                "from": {"type": "string", "format": "date", "description": "First business date."},
                "to": {"type": "string", "format": "date", "description": "Last business date."},
                "maxParallel": {"type": ["integer", "null"], "minimum": 1, "maximum": 50, "description": "So many runs at a time, oldest date first; 1 when left out."},
                "missingOnly": {"type": ["boolean", "null"], "description": "Only dates of which a partition is missing."},
                {{{{Start}}}}}}
            """),
        ["RerunRun"] = Parse("""{"type": "object", "additionalProperties": false, "properties": {"fromFailed": {"type": ["boolean", "null"], "description": "Take over what the run has committed, and run the rest."}}}"""),
        ["Problem"] = Parse($$$$"""
            {"type": "object", "description": "Problem details (RFC 9457).", "required": ["title", "status", "detail"], "properties": {
                "type": {{{{Nullable}}}}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}, "traceId": {"type": "string"},
                "problems": {"type": "array", "description": "Every problem, where several can be known.", "items": {"type": "object", "required": ["code", "message"], "properties": {"code": {"type": "string"}, "message": {"type": "string"}} } } } }
            """),
    };

    /// <summary>A reference to the schema of a type, which is added when it is asked for first.</summary>
    public JsonNode Of<T>()
    {
        var name = typeof(T).Name;
        if (!_schemas.ContainsKey(name))
        {
            _schemas.Add(name, RegistryJson.Options.GetJsonSchemaAsNode(typeof(T), Options));
        }

        return Reference(name);
    }

    public JsonNode ListOf<T>() => new JsonObject { ["type"] = "array", ["items"] = Of<T>() };

    public static JsonNode Reference(string name) => new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };

    public static JsonNode Parse(string json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowTrailingCommas = true })!;

    /// <summary>All of them, in order of their names.</summary>
    public JsonObject ToJson() => new(_schemas.Select(schema => KeyValuePair.Create<string, JsonNode?>(schema.Key, schema.Value.DeepClone())));
}
