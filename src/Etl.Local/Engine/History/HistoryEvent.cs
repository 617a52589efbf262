using System.Globalization;

namespace Etl.Local.Engine.History;

/// <summary>One line of an instance's history; README.md says what the fields hold for each kind.</summary>
/// <param name="Ticks">UTC, never less than that of the event before.</param>
internal readonly record struct HistoryEvent(EventKind Kind, long Ticks, int TaskId = -1, string? Name = null, string? Payload = null)
{
    public DateTime Time => new(Ticks, DateTimeKind.Utc);

    /// <summary>Written by the orchestrator's code; everything else happened to it.</summary>
    public bool IsDecision => Kind is EventKind.ActivityScheduled or EventKind.TimerCreated or EventKind.SubOrchestrationScheduled or EventKind.EventSent;

    public static string Due(DateTime utc) => utc.Ticks.ToString(CultureInfo.InvariantCulture);

    public static long DueTicks(string? payload) => long.Parse(payload!, CultureInfo.InvariantCulture);

    /// <summary>For messages to people: "activity 'A'".</summary>
    public static string Describe(EventKind kind, string? name) => kind switch
    {
        EventKind.ActivityScheduled => $"activity '{name}'",
        EventKind.SubOrchestrationScheduled => $"sub-orchestration '{name}'",
        EventKind.EventSent => $"the sending of event '{name}'",
        EventKind.TimerCreated => "a timer",
        _ => kind.ToString(),
    };
}
