namespace Etl.Core.Tasks;

/// <summary>A limit of something that tasks use together, such as a database, over all runs of a store: a task of the pool holds a slot while it runs.</summary>
public sealed record Pool
{
    /// <summary>In characters.</summary>
    public const int MaxNameLength = 40;

    /// <summary>No pool has more slots: a task that waits looks at each of them.</summary>
    public const int MaxSlots = 100;

    /// <summary>A pool of so many slots.</summary>
    /// <exception cref="ArgumentException">The name has other characters than letters, digits, dots, underscores and hyphens, or is too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are not 1 to 100 slots.</exception>
    public Pool(string name, int slots)
    {
        CheckName(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, MaxSlots);
        Name = name;
        Slots = slots;
    }

    /// <summary>Unique in the store.</summary>
    public string Name { get; }

    /// <summary>How many tasks run at a time.</summary>
    public int Slots { get; }

    internal static void CheckName(string name)
    {
        if (!TaskName.IsValid(name) || name.Length > MaxNameLength)
        {
            throw new ArgumentException($"'{name}' can't be the name of a pool: use 1 to {MaxNameLength} letters, digits, dots, underscores and hyphens, starting with a letter or digit.", nameof(name));
        }
    }
}
