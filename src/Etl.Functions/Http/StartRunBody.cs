using System.Globalization;
using System.Text.Json;
using Etl.Core.Models;
using Etl.Core.Registry;
using Etl.Core.Tasks;
using Etl.Core.Text;
using Etl.Functions.Runs;

namespace Etl.Functions.Http;

/// <summary>Reads the body of a start request, collecting every problem.</summary>
/// <param name="ownFields">Fields that the caller reads.</param>
/// <param name="without">A field of a start that the body can't have.</param>
internal sealed class StartRunBody(IReadOnlyList<string>? ownFields = null, string? without = null)
{
    private static readonly string[] All = ["parameters", "modelConfigs", "businessDate", "environment", "select", "exclude", "reuse", "scheduling", "parallelism", "onFailure", "allowBreaking"];
    private readonly string[] _fields = [.. ownFields ?? [], .. All.Where(field => field != without)];
    private readonly List<RunProblem> _problems = [];

    public IReadOnlyList<RunProblem> Problems => _problems;

    public RunRequest Read(string pipeline, RunOrigin origin, JsonElement body)
    {
        var request = new RunRequest { Pipeline = pipeline, Origin = origin };
        if (body.ValueKind != JsonValueKind.Object)
        {
            Add("invalid-body", "The body must be a JSON object, such as {\"parameters\": {}}.");
            return request;
        }

        foreach (var field in body.EnumerateObject())
        {
            request = field.Name switch
            {
                _ when !_fields.Contains(field.Name, StringComparer.Ordinal) => Unknown(request, field.Name),
                _ when field.Value.ValueKind == JsonValueKind.Null || ownFields?.Contains(field.Name, StringComparer.Ordinal) == true => request,
                "parameters" => request with { Parameters = ReadParameters(field.Value) },
                "modelConfigs" => request with { ModelConfigs = ReadModelConfigs(field.Value) },
                "businessDate" => request with { BusinessDate = ReadDate(field.Value) },
                "environment" => request with { Environment = ReadEnvironment(field.Value) },
                "select" => request with { Select = ReadSelection(field) },
                "exclude" => request with { Exclude = ReadSelection(field) },
                "reuse" => request with { Reuse = ReadChoice(field, ("unchanged", ReuseMode.Unchanged), ("none", ReuseMode.None)) },
                "scheduling" => request with { Scheduling = ReadChoice(field, ("levels", RunScheduling.Levels), ("eager", RunScheduling.Eager)) },
                "parallelism" => request with { Parallelism = ReadParallelism(field.Value) },
                "onFailure" => request with { OnFailure = ReadChoice(field, ("continue", FailureMode.Continue), ("stop", FailureMode.Stop)) },
                "allowBreaking" => request with { AllowBreaking = ReadAllowBreaking(field.Value) },
                _ => Unknown(request, field.Name),
            };
        }

        return request;
    }

    private RunRequest Unknown(RunRequest request, string field)
    {
        Add("unknown-field", $"The body has no field '{field}'.{Suggestion.DidYouMean(field, _fields)} It has: {string.Join(", ", _fields)}.");
        return request;
    }

    private SortedDictionary<string, string> ReadParameters(JsonElement element)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add("invalid-field", "Field 'parameters' must be an object of names and values.");
            return parameters;
        }

        foreach (var parameter in element.EnumerateObject())
        {
            if (parameter.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            {
                parameters[parameter.Name] = parameter.Value.ToString();
            }
            else
            {
                // Kept, so that it is not reported as missing as well.
                parameters[parameter.Name] = "";
                Add("invalid-field", $"Parameter '{parameter.Name}' must be a text, a number, true or false.");
            }
        }

        return parameters;
    }

    private ModelConfigs ReadModelConfigs(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add("invalid-field", "Field 'modelConfigs' must be an object of model names, such as {\"RawBookings\": {\"path\": \"bookings.csv\"}}.");
            return ModelConfigs.Empty;
        }

        var models = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var model in element.EnumerateObject())
        {
            if (model.Value.ValueKind == JsonValueKind.Object)
            {
                models[model.Name] = model.Value;
            }
            else
            {
                Add("invalid-field", $"Field 'modelConfigs': the settings of model '{model.Name}' must be an object of names and values, not {model.Value.GetRawText()}.");
            }
        }

        return JsonSerializer.SerializeToElement(models).Deserialize<ModelConfigs>(RegistryJson.Options) ?? ModelConfigs.Empty;
    }

    private DateOnly? ReadDate(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Add("invalid-field", $"Field 'businessDate' must be a date such as \"2026-11-21\", not {element.GetRawText()}.");
        return null;
    }

    private string? ReadEnvironment(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String && TaskName.IsValid(element.GetString()))
        {
            return element.GetString();
        }

        Add("invalid-field", "Field 'environment' must be a name of letters, digits, dots, underscores and hyphens, such as \"prod\".");
        return null;
    }

    /// <summary>A list is a union, like a text with blanks.</summary>
    private string? ReadSelection(JsonProperty field)
    {
        if (field.Value.ValueKind == JsonValueKind.String)
        {
            return field.Value.GetString();
        }

        if (field.Value.ValueKind == JsonValueKind.Array && field.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return string.Join(' ', field.Value.EnumerateArray().Select(item => item.GetString()));
        }

        Add("invalid-field", $"Field '{field.Name}' must be a selection expression such as \"+group:resort\", or a list of them.");
        return null;
    }

    private T ReadChoice<T>(JsonProperty field, (string Text, T Value) first, (string Text, T Value) second)
    {
        var text = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : null;
        if (text == second.Text)
        {
            return second.Value;
        }

        if (text != first.Text)
        {
            Add("invalid-field", $"Field '{field.Name}' must be \"{first.Text}\" or \"{second.Text}\", not {field.Value.GetRawText()}.");
        }

        return first.Value;
    }

    private int? ReadParallelism(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= 1)
        {
            return number;
        }

        Add("invalid-field", $"Field 'parallelism' must be a whole number of tasks from 1, not {element.GetRawText()}.");
        return null;
    }

    private bool ReadAllowBreaking(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Add("invalid-field", $"Field 'allowBreaking' must be true or false, not {element.GetRawText()}.");
        return false;
    }

    private void Add(string code, string message) => _problems.Add(new RunProblem(code, message));
}
