namespace Etl.Hotels.Cleaning;

/// <summary>Remembers what was computed for keys that come again. It begins anew when it is full, so its memory is bounded. Not thread-safe.</summary>
internal sealed class Memo<TKey, TValue>(int capacity, Func<TKey, TValue> compute)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _known = [];

    public TValue this[TKey key]
    {
        get
        {
            if (_known.TryGetValue(key, out var known))
            {
                return known;
            }

            if (_known.Count == capacity)
            {
                _known.Clear();
            }

            return _known[key] = compute(key);
        }
    }
}
