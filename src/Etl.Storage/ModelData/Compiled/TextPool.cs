using System.Buffers.Binary;
using System.Text;

namespace Etl.Storage.ModelData.Compiled;

/// <summary>
/// Gives texts that come again the same string. It remembers a fixed number of them and forgets one when another needs its place, so its memory is
/// constant. Not thread-safe.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 4096;
    private const int LongestPooled = 32;

    private readonly string?[] _known = new string?[Slots];

    /// <summary>The text of valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > LongestPooled)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var known = ref _known[Slot(utf8)];
        if (known is null || known.Length != utf8.Length || !Ascii.Equals(utf8, known))
        {
            known = Encoding.UTF8.GetString(utf8);
        }

        return known;
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        ulong bits;
        if (utf8.Length >= sizeof(ulong))
        {
            bits = BinaryPrimitives.ReadUInt64LittleEndian(utf8) ^ ulong.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]), 23);
        }
        else
        {
            bits = 0;
            foreach (var b in utf8)
            {
                bits = (bits << 8) | b;
            }
        }

        // Fibonacci hashing: the highest bits depend on all others.
        return (int)(((bits + (ulong)utf8.Length) * 0x9E3779B97F4A7C15) >> 52);
    }
}
