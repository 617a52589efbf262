using System.Runtime.InteropServices;

namespace Etl.Core.Checks.Keys;

/// <summary>Sorts any number of keys in constant memory: full chunks are sorted and put aside, and merged at the end. Not thread-safe.</summary>
internal sealed class KeySorter(CheckScratch scratch) : IDisposable
{
    private const int FirstCapacity = 256;
    private readonly List<(long Offset, int Count)> _chunks = [];
    private KeyRecord[] _keys = [];
    private int _count;
    private Stream? _stream;

    public long Count { get; private set; }

    public void Add(in KeyRecord key)
    {
        if (_count == _keys.Length)
        {
            MakeRoom();
        }

        _keys[_count++] = key;
        Count++;
    }

    /// <summary>All keys in order. Once; nothing can be added afterwards.</summary>
    /// <exception cref="IOException">The scratch space can't be read or written.</exception>
    public IEnumerable<KeyRecord> Sorted()
    {
        if (_chunks.Count > 0)
        {
            PutAside();
            return new ChunkMerge(_stream!, _chunks, scratch.KeysInMemory).Keys();
        }

        _keys.AsSpan(0, _count).Sort();
        return _keys.Take(_count);
    }

    public void Dispose() => _stream?.Dispose();

    private void MakeRoom()
    {
        if (_keys.Length < scratch.KeysInMemory)
        {
            Array.Resize(ref _keys, Math.Min(scratch.KeysInMemory, Math.Max(FirstCapacity, _keys.Length * 2)));
        }
        else
        {
            PutAside();
        }
    }

    private void PutAside()
    {
        if (_count == 0)
        {
            return;
        }

        var keys = _keys.AsSpan(0, _count);
        keys.Sort();
        try
        {
            _stream ??= scratch.Open();
            _chunks.Add((_stream.Position, _count));
            _stream.Write(MemoryMarshal.AsBytes(keys));
        }
        catch (IOException exception)
        {
            throw new IOException($"The keys of a check could not be put aside in the temporary folder: {exception.Message} Make room there, or choose another one (TMPDIR).", exception);
        }

        _count = 0;
    }
}
