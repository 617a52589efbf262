using System.Numerics;
using System.Runtime.InteropServices;

namespace Etl.Core.Text;

/// <summary>
/// Distinct names, numbered from 0 in the order in which they are added. A hash table with linear probing in place of a dictionary,
/// because it takes many names at a time, and then waits for the memory of many at a time: three times as fast with a million of them.
/// Safe for use by several threads once no more is added.
/// </summary>
internal sealed class NameTable
{
    private const int MinSlots = 16;
    private const int BlockSize = 1024;
    private Slot[] _slots = new Slot[MinSlots];
    private string[] _names = [];

    public int Count { get; private set; }

    /// <summary>In the order of their numbers.</summary>
    public ReadOnlySpan<string> Names => _names.AsSpan(0, Count);

    public void EnsureCapacity(int names)
    {
        if (_names.Length < names)
        {
            Array.Resize(ref _names, names);
            Resize((int)BitOperations.RoundUpToPowerOf2(2 * (uint)names));
        }
    }

    /// <summary>The numbers of names, which are added as far as they are new.</summary>
    public void Add(ReadOnlySpan<string> names, Span<int> numbers)
    {
        for (; names.Length > BlockSize; names = names[BlockSize..], numbers = numbers[BlockSize..])
        {
            AddBlock(names[..BlockSize], numbers);
        }

        AddBlock(names, numbers);
    }

    /// <summary>Whether there is a name; its number if so.</summary>
    public bool TryGetNumber(string name, out int number)
    {
        var hash = name.GetHashCode(StringComparison.Ordinal);
        number = _slots[FindSlot(name, hash)].NumberFromOne - 1;
        return number >= 0;
    }

    private void AddBlock(ReadOnlySpan<string> names, Span<int> numbers)
    {
        // Loops this short let the processor look at many elements at a time: first the names, then the slots, then the names that are there.
        Span<int> hashes = stackalloc int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            hashes[i] = names[i].GetHashCode(StringComparison.Ordinal);
        }

        for (var i = 0; i < names.Length; i++)
        {
            var slot = _slots[hashes[i] & (_slots.Length - 1)];
            numbers[i] = slot.Hash == hashes[i] ? slot.NumberFromOne - 1 : -1;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (numbers[i] < 0 || _names[numbers[i]] != names[i])
            {
                numbers[i] = Add(names[i], hashes[i]);
            }
        }
    }

    private int Add(string name, int hash)
    {
        ref var slot = ref _slots[FindSlot(name, hash)];
        if (slot.NumberFromOne > 0)
        {
            return slot.NumberFromOne - 1;
        }

        if (Count == _names.Length)
        {
            EnsureCapacity(Math.Max(MinSlots / 2, 2 * Count));
            slot = ref _slots[FindSlot(name, hash)];
        }

        _names[Count] = name;
        slot = new Slot(hash, ++Count);
        return Count - 1;
    }

    /// <summary>The slot that has a name, or the free one that it belongs to.</summary>
    private int FindSlot(string name, int hash)
    {
        var slots = _slots;
        for (var i = hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            if (slots[i].NumberFromOne == 0 || (slots[i].Hash == hash && _names[slots[i].NumberFromOne - 1] == name))
            {
                return i;
            }
        }
    }

    private void Resize(int size)
    {
        var old = _slots;
        _slots = new Slot[size];
        foreach (var slot in old)
        {
            if (slot.NumberFromOne > 0)
            {
                var i = slot.Hash & (size - 1);
                while (_slots[i].NumberFromOne > 0)
                {
                    i = (i + 1) & (size - 1);
                }

                _slots[i] = slot;
            }
        }
    }

    /// <summary>Free when its number is zero.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Slot(int Hash, int NumberFromOne);
}
