using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Storage.Registry;

/// <summary>Which occurrences of schedules are skipped. Whatever the first put says, holds. Thread-safe.</summary>
/// <remarks>All members throw <see cref="StoreException"/> when the store fails, and <see cref="RecordFormatException"/> for a record that can't be read.</remarks>
public sealed class ScheduleDecisions(IObjectStore store, TimeProvider time)
{
    private readonly RecordFiles<OccurrenceDecision> _decisions = new(store, OccurrenceDecision.CurrentSchema);

    /// <summary>Null while it is open.</summary>
    public Task<OccurrenceDecision?> FindAsync(string pipeline, string schedule, DateOnly date, CancellationToken cancellationToken = default) =>
        _decisions.FindAsync(RegistryNames.Occurrence(pipeline, schedule, date), cancellationToken);

    /// <summary>Decides, unless that was done before. Returns what was decided, which never changes.</summary>
    /// <param name="pipeline">Whose schedule it is.</param>
    /// <param name="schedule">Its name.</param>
    /// <param name="date">The local date of the occurrence.</param>
    /// <param name="skippedFor">The run that has not ended; null to start the occurrence.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<OccurrenceDecision> DecideAsync(string pipeline, string schedule, DateOnly date, string? skippedFor, CancellationToken cancellationToken = default) =>
        (await _decisions.PutOnceAsync(
            RegistryNames.Occurrence(pipeline, schedule, date),
            new OccurrenceDecision(OccurrenceDecision.CurrentSchema, time.GetUtcNow(), skippedFor),
            cancellationToken)).Record;
}
