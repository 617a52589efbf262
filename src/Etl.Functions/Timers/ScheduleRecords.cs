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
        var known = await store.TryReadAsync(name, cancellationToken);
        return Read(name, known?.Content ?? await store.PutOnceAsync(name, JsonSerializer.SerializeToUtf8Bytes(new Seen(Seen.CurrentSchema, now), RegistryJson.Options), cancellationToken));
    }

    private static DateTimeOffset Read(string name, ReadOnlyMemory<byte> record)
    {
        try
        {
            var seen = JsonSerializer.Deserialize<Seen>(record.Span, RegistryJson.Options);
            return seen is { Schema: <= Seen.CurrentSchema }
                ? seen.FirstSeenAt
                : throw new StoreException($"'{name}' was written by a newer version (schema {seen?.Schema}); this one reads up to {Seen.CurrentSchema}. Update the app.", isTransient: false);
        }
        catch (JsonException exception)
        {
            throw new StoreException($"'{name}' can't be read: {exception.Message} Delete it: the schedule then counts as seen for the first time.", isTransient: false, exception);
        }
    }

    private sealed record Seen(int Schema, DateTimeOffset FirstSeenAt)
    {
        public const int CurrentSchema = 1;
    }
}
