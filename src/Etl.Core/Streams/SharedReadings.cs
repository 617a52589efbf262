namespace Etl.Core.Streams;

/// <summary>The readings of a process that others may still join. Thread-safe.</summary>
/// <param name="time">Says when a reader keeps the others waiting for too long.</param>
public sealed class SharedReadings(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, object> _feeds = [];

    internal void Join<T>(object key, Func<ReadAheadWriter<T>, CancellationToken, Task> read, ReadAheadReader<T> reader)
    {
        lock (_lock)
        {
            if (_feeds.GetValueOrDefault(key) is not ReadAheadFeed<T> feed || !feed.TryJoin(reader))
            {
                feed = new ReadAheadFeed<T>(read, time, closed => Forget(key, closed));
                _feeds[key] = feed;
                feed.TryJoin(reader);
            }
        }
    }

    private void Forget(object key, object feed)
    {
        lock (_lock)
        {
            if (_feeds.GetValueOrDefault(key) == feed)
            {
                _feeds.Remove(key);
            }
        }
    }
}
