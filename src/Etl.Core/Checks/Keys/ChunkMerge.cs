using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Etl.Core.Checks.Keys;

/// <summary>Reads sorted chunks side by side as one sequence. The buffers of all chunks together hold about as many keys as a chunk has.</summary>
internal sealed class ChunkMerge(Stream stream, IReadOnlyList<(long Offset, int Count)> chunks, int keysInMemory)
{
    private const int MinBuffer = 64;

    public IEnumerable<KeyRecord> Keys()
    {
        var buffer = Math.Max(MinBuffer, keysInMemory / chunks.Count);
        var queue = new PriorityQueue<Chunk, KeyRecord>(chunks.Count);
        foreach (var (offset, count) in chunks)
        {
            var chunk = new Chunk(stream, offset, count, buffer);
            if (chunk.TryRead(out var first))
            {
                queue.Enqueue(chunk, first);
            }
        }

        while (queue.TryPeek(out var chunk, out var key))
        {
            yield return key;
            if (chunk.TryRead(out var next))
            {
                queue.DequeueEnqueue(chunk, next);
            }
            else
            {
                queue.Dequeue();
            }
        }
    }

    private sealed class Chunk(Stream stream, long offset, int count, int bufferSize)
    {
        private readonly KeyRecord[] _buffer = new KeyRecord[Math.Min(bufferSize, count)];
        private int _unread = count;
        private long _position = offset;
        private int _next;
        private int _filled;

        public bool TryRead(out KeyRecord key)
        {
            if (_next == _filled && !TryFill())
            {
                key = default;
                return false;
            }

            key = _buffer[_next++];
            return true;
        }

        private bool TryFill()
        {
            _filled = Math.Min(_unread, _buffer.Length);
            _next = 0;
            _unread -= _filled;
            stream.Position = _position;
            stream.ReadExactly(MemoryMarshal.AsBytes(_buffer.AsSpan(0, _filled)));
            _position += (long)_filled * Unsafe.SizeOf<KeyRecord>();
            return _filled > 0;
        }
    }
}
