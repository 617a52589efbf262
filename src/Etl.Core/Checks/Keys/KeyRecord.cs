using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Etl.Core.Checks.Keys;

/// <summary>A key in 48 bytes: its id, which is the key itself or a hash of it, its row, and how it begins. Ordered by id, then by row.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct KeyRecord : IComparable<KeyRecord>, IEquatable<KeyRecord>
{
    public const int IdBytes = 2 * sizeof(ulong);

    private const int MaxText = 23;
    private const byte Longer = byte.MaxValue;
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly KeyText _text;

    public KeyRecord(ulong high, ulong low, long row, ReadOnlySpan<byte> text)
    {
        _high = high;
        _low = low;
        Row = row;
        Span<byte> bytes = _text;
        bytes[0] = text.Length <= MaxText ? (byte)text.Length : Longer;
        text[..Math.Min(text.Length, MaxText)].CopyTo(bytes[1..]);
    }

    public long Row { get; }

    /// <summary>The key as JSON, cut when it is long.</summary>
    public string Text
    {
        get
        {
            ReadOnlySpan<byte> bytes = _text;
            return bytes[0] == Longer
                ? $"{Encoding.UTF8.GetString(bytes[1..]).TrimEnd('\uFFFD')}..."
                : Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
        }
    }

    public bool HasSameKey(in KeyRecord other) => _high == other._high && _low == other._low;

    public int CompareTo(KeyRecord other) =>
        _high != other._high ? _high.CompareTo(other._high)
        : _low != other._low ? _low.CompareTo(other._low)
        : Row.CompareTo(other.Row);

    public bool Equals(KeyRecord other) => HasSameKey(other) && Row == other.Row;

    public override bool Equals(object? obj) => obj is KeyRecord other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_low, Row);

    [InlineArray(MaxText + 1)]
    private struct KeyText
    {
        private byte _first;
    }
}
