using System.Diagnostics.CodeAnalysis;

namespace Etl.Storage.Caching;

/// <summary>Values in memory that never change, up to a weight: beyond it those go that were asked for longest ago. Thread-safe.</summary>
/// <param name="maxWeight">Of all values together, in units of the caller's; a value that is heavier by itself is not kept.</param>
public sealed class RecentlyUsed<TKey, TValue>(int maxWeight)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _latestFirst = [];
    private int _weight;

    /// <summary>Whether the value is there.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                value = null;
                return false;
            }

            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Keeps a value. The first of a key stays.</summary>
    public void Add(TKey key, TValue value, int weight)
    {
        lock (_lock)
        {
            if (weight > maxWeight || _entries.ContainsKey(key))
            {
                return;
            }

            _entries.Add(key, _latestFirst.AddFirst(new Entry(key, value, weight)));
            _weight += weight;
            while (_weight > maxWeight)
            {
                var oldest = _latestFirst.Last!.Value;
                _latestFirst.RemoveLast();
                _entries.Remove(oldest.Key);
                _weight -= oldest.Weight;
            }
        }
    }

    private sealed record Entry(TKey Key, TValue Value, int Weight);
}
