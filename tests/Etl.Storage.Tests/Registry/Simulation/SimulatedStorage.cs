using System.Globalization;
using Etl.Storage.Objects;

namespace Etl.Storage.Tests.Registry.Simulation;

/// <summary>What a store holds, and what its operations do to it. No waiting and no threads: who calls decides the order.</summary>
internal sealed class SimulatedStorage
{
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StoredNote> _notes = new(StringComparer.Ordinal);
    private int _writes;

    /// <summary>Called after each write of an object with what was there before.</summary>
    public Action<string, StoredObject?, StoredObject>? Written { get; set; }

    /// <summary>Called after each deletion of an object.</summary>
    public Action<string>? Deleted { get; set; }

    /// <summary>The names of objects whose conditional write was refused.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that somebody has for himself.</summary>
    public HashSet<string> Leased { get; } = new(StringComparer.Ordinal);

    /// <summary>A store whose conditional writes and leases ignore their condition, for names that this says.</summary>
    public Func<string, bool> IgnoresConditions { get; init; } = _ => false;

    public StoredObject? Read(string name) => _objects.GetValueOrDefault(name);

    public bool Create(string name, ReadOnlyMemory<byte> content)
    {
        if (_objects.ContainsKey(name) && !IgnoresConditions(name))
        {
            Refused.Add(name);
            return false;
        }

        Write(name, content);
        return true;
    }

    public bool Replace(string name, ReadOnlyMemory<byte> content, string etag)
    {
        if (Read(name)?.ETag != etag && !IgnoresConditions(name))
        {
            Refused.Add(name);
            return false;
        }

        Write(name, content);
        return true;
    }

    public bool Write(string name, ReadOnlyMemory<byte> content)
    {
        var before = Read(name);
        var after = new StoredObject(content.ToArray(), (++_writes).ToString(CultureInfo.InvariantCulture));
        _objects[name] = after;
        Written?.Invoke(name, before, after);
        return true;
    }

    public bool TryLease(string name) => Leased.Add(name) || IgnoresConditions(name);

    public bool WriteNote(string name, IReadOnlyDictionary<string, string> values)
    {
        _notes[name] = new StoredNote(name, new Dictionary<string, string>(values, StringComparer.OrdinalIgnoreCase));
        return true;
    }

    public bool Delete(string name)
    {
        var isObject = _objects.Remove(name);
        var isNote = _notes.Remove(name);
        if (isObject)
        {
            Deleted?.Invoke(name);
        }

        return isObject || isNote;
    }

    public IReadOnlyList<StoredNote> Notes(string prefix) => [.. _notes.Values.Where(note => note.Name.StartsWith(prefix, StringComparison.Ordinal))];

    public IReadOnlyList<string> Names(string prefix) => [.. _objects.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
}
