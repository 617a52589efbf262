using System.Text.Json;
using Etl.Core.Registry;
using Etl.Storage.Objects;

namespace Etl.Functions.Timers;

/// <summary>Remembers since when a schedule is known, so that a new deployment does not catch up nights from before it existed.</summary>
public sealed class ScheduleRecords(IObjectStore store)
{
    /// <summary>When a tick first saw the schedule; <paramref name="now"/> the first time.</summary>
    public async Task<DateTimeOffset> FirstSeenAsync(string pipeline, string schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = $"schedules/{pipeline}/{schedule}.json";
        if (await store.TryReadAsync(name, cancellationToken) is { } known)
        {
            return Read(known);
        }

        var record = JsonSerializer.SerializeToUtf8Bytes(new Seen(Seen.CurrentSchema, now), RegistryJson.Options);
        await store.TryCreateAsync(name, record, cancellationToken);
        return await store.TryReadAsync(name, cancellationToken) is { } stored ? Read(stored) : now;
    }

    private static DateTimeOffset Read(StoredObject record) => JsonSerializer.Deserialize<Seen>(record.Content.Span, RegistryJson.Options)!.FirstSeenAt;

    private sealed record Seen(int Schema, DateTimeOffset FirstSeenAt)
    {
        public const int CurrentSchema = 1;
    }
}
