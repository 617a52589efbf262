using Etl.Local.Engine.History;

namespace Etl.Local.Engine.Hub;

/// <summary>A message on its way into an instance's history.</summary>
/// <param name="Seq">Its row in the inbox; 0 when it comes from memory (results of activities and timers: they come again after a restart).</param>
internal readonly record struct Mail(EventKind Kind, int TaskId = -1, string? Name = null, string? Payload = null, long Seq = 0)
{
    public HistoryEvent ToEvent(long ticks) => new(Kind, ticks, TaskId, Name, Payload);
}
