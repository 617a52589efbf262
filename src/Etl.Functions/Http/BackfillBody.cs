using System.Globalization;
using System.Text.Json;
using Etl.Core.Registry;
using Etl.Functions.Backfills;
using Etl.Functions.Runs;

namespace Etl.Functions.Http;

/// <summary>Reads the body of a request for a backfill, collecting every problem: its own fields, and those of a start but for the business date.</summary>
internal sealed class BackfillBody
{
    private static readonly string[] Fields = ["from", "to", "maxParallel", "missingOnly"];
    private readonly StartRunBody _run = new(Fields, without: "businessDate");
    private readonly List<RunProblem> _problems = [];

    public IReadOnlyList<RunProblem> Problems => [.. _problems, .. _run.Problems];

    public BackfillRequest Read(string pipeline, RunOrigin origin, JsonElement body)
    {
        var run = _run.Read(pipeline, origin, body);
        if (body.ValueKind != JsonValueKind.Object)
        {
            return new BackfillRequest { Run = run, From = DateOnly.MinValue, To = DateOnly.MinValue };
        }

        return new BackfillRequest
        {
            Run = run,
            From = Date(body, "from"),
            To = Date(body, "to"),
            MaxParallel = MaxParallel(body),
            MissingOnly = MissingOnly(body),
        };
    }

    private DateOnly Date(JsonElement body, string field)
    {
        if (Find(body, field) is not { } element)
        {
            _problems.Add(new RunProblem("missing-field", $"The body needs the field '{field}', a date such as \"2026-11-21\"."));
            return DateOnly.MinValue;
        }

        if (element.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Add($"Field '{field}' must be a date such as \"2026-11-21\", not {element.GetRawText()}.");
        return DateOnly.MinValue;
    }

    private int MaxParallel(JsonElement body)
    {
        if (Find(body, "maxParallel") is not { } element)
        {
            return 1;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number is >= 1 and <= BackfillStarter.MaxParallel)
        {
            return number;
        }

        Add($"Field 'maxParallel' must be a whole number from 1 to {BackfillStarter.MaxParallel}, not {element.GetRawText()}.");
        return 1;
    }

    private bool MissingOnly(JsonElement body)
    {
        if (Find(body, "missingOnly") is not { } element)
        {
            return false;
        }

        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Add($"Field 'missingOnly' must be true or false, not {element.GetRawText()}.");
        return false;
    }

    private static JsonElement? Find(JsonElement body, string field) =>
        body.TryGetProperty(field, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private void Add(string message) => _problems.Add(new RunProblem("invalid-field", message));
}
