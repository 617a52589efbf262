using System.Globalization;
using System.Text;
using System.Text.Json;
using Etl.Local.Engine.History;

namespace Etl.Functions.Tests.Replay;

/// <summary>
/// What happened to one orchestration and what it decided, in words of its own: kinds by name, times in ISO 8601, inputs and results as the JSON that they are. No hub's encoding is in it, so it outlives that of today.
/// </summary>
/// <param name="Id">Of the instance.</param>
/// <param name="Orchestrator">The function.</param>
/// <param name="Parent">Id and orchestrator of the parent; null for none.</param>
/// <param name="Input">JSON.</param>
/// <param name="Steps">In order: messages and decisions.</param>
/// <param name="Ending">How it ended: Completed, Failed or ContinuedAsNew.</param>
/// <param name="Result">JSON; null unless it completed.</param>
internal sealed record RecordedInstance(string Id, string Orchestrator, (string Id, string Orchestrator)? Parent, string? Input, IReadOnlyList<HistoryEvent> Steps, string Ending, string? Result)
{
    public static IReadOnlyList<RecordedInstance> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    public static void Write(string file, IEnumerable<RecordedInstance> instances)
    {
        var text = new StringBuilder("[\n").AppendJoin(",\n", instances.Select(instance => instance.ToJson())).Append("\n]\n");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.ToString());
    }

    private static RecordedInstance Read(JsonElement instance) => new(
        instance.GetProperty("id").GetString()!,
        instance.GetProperty("orchestrator").GetString()!,
        instance.TryGetProperty("parent", out var parent) ? (parent.GetProperty("id").GetString()!, parent.GetProperty("orchestrator").GetString()!) : null,
        instance.TryGetProperty("input", out var input) ? input.GetRawText() : null,
        [.. instance.GetProperty("steps").EnumerateArray().Select(ReadStep)],
        instance.GetProperty("ending").GetString()!,
        instance.TryGetProperty("result", out var result) ? result.GetRawText() : null);

    private static HistoryEvent ReadStep(JsonElement step)
    {
        var kind = Enum.Parse<EventKind>(step.GetProperty("kind").GetString()!);
        return new HistoryEvent(
            kind,
            Time(step.GetProperty("at")).Ticks,
            step.TryGetProperty("task", out var task) ? task.GetInt32() : -1,
            step.TryGetProperty("name", out var name) ? name.GetString() : null,
            step.TryGetProperty("due", out var due) ? HistoryEvent.Due(Time(due))
                : step.TryGetProperty("instance", out var instance) ? instance.GetString()
                : step.TryGetProperty("reason", out var reason) ? reason.GetString()
                : step.TryGetProperty("data", out var data) ? data.GetRawText() : null);
    }

    private static DateTime Time(JsonElement text) => DateTime.ParseExact(text.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static string Time(long ticks) => Text(new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture));

    private static string Text(string text) => JsonSerializer.Serialize(text);

    /// <summary>A line for each step; data as the bytes that crossed, since a replay compares them.</summary>
    private string ToJson()
    {
        var lines = new List<string> { $"\"id\": {Text(Id)}, \"orchestrator\": {Text(Orchestrator)}" };
        if (Parent is var (id, orchestrator))
        {
            lines.Add($"\"parent\": {{\"id\": {Text(id)}, \"orchestrator\": {Text(orchestrator)}}}");
        }

        if (Input is not null)
        {
            lines.Add($"\"input\": {Input}");
        }

        lines.Add($"\"steps\": [\n    {string.Join(",\n    ", Steps.Select(StepJson))}\n  ]");
        lines.Add($"\"ending\": {Text(Ending)}{(Result is null ? "" : $", \"result\": {Result}")}");
        return $"{{ {string.Join(",\n  ", lines)} }}";
    }

    private static string StepJson(HistoryEvent step)
    {
        var members = new List<string> { $"\"kind\": {Text($"{step.Kind}")}", $"\"at\": {Time(step.Ticks)}" };
        if (step.TaskId >= 0)
        {
            members.Add($"\"task\": {step.TaskId}");
        }

        if (step.Name is not null)
        {
            members.Add($"\"name\": {Text(step.Name)}");
        }

        if (step.Payload is { } payload)
        {
            members.Add(step.Kind switch
            {
                EventKind.TimerCreated => $"\"due\": {Time(HistoryEvent.DueTicks(payload))}",
                EventKind.SubOrchestrationScheduled or EventKind.EventSent => $"\"instance\": {Text(payload)}",
                EventKind.Suspended or EventKind.Resumed => $"\"reason\": {Text(payload)}",
                _ => $"\"data\": {payload}",
            });
        }

        return $"{{{string.Join(", ", members)}}}";
    }
}
