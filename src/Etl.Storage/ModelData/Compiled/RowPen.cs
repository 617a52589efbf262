using System.Buffers.Text;
using System.Globalization;
using Etl.Storage.ModelData.Writing;

namespace Etl.Storage.ModelData.Compiled;

/// <summary>Writes the values of one row after another, each with its name, as the serializer does. Not thread-safe.</summary>
/// <param name="names">What stands before each value, in order.</param>
internal sealed class RowPen(byte[][] names)
{
    /// <summary>Room for any number or date.</summary>
    private const int LongestValue = 40;

    private RowChunk? _chunk;
    private int _next;
    private bool _hasFailed;

    public void Start(RowChunk chunk)
    {
        _chunk = chunk;
        _next = 0;
        _hasFailed = false;
    }

    /// <summary>Ends the row; if that can't be written here, all of it is taken back.</summary>
    public bool TryEnd()
    {
        if (_hasFailed)
        {
            _chunk!.CancelRow();
            return false;
        }

        _chunk!.GetSpan(1)[0] = (byte)'}';
        _chunk.Advance(1);
        return true;
    }

    public void Write(string? value)
    {
        if (value is null)
        {
            WriteLiteral("null"u8);
            return;
        }

        var length = EnterValue(value.Length + 2, out var bytes);
        if (_hasFailed)
        {
            return;
        }

        bytes[0] = (byte)'"';
        bytes = bytes[1..];
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];

            // The serializer knows which of the others it escapes, and how.
            if (c is < ' ' or > '~' or '"' or '\\')
            {
                _hasFailed = true;
                return;
            }

            bytes[i] = (byte)c;
        }

        bytes[value.Length] = (byte)'"';
        _chunk!.Advance(length + value.Length + 2);
    }

    public void Write(bool value) => WriteLiteral(value ? "true"u8 : "false"u8);

    public void Write(int value) => Write((long)value);

    public void Write(long value)
    {
        var length = EnterValue(LongestValue, out var bytes);
        _hasFailed |= !Utf8Formatter.TryFormat(value, bytes, out var written);
        _chunk!.Advance(length + written);
    }

    public void Write(decimal value)
    {
        var length = EnterValue(LongestValue, out var bytes);
        _hasFailed |= !Utf8Formatter.TryFormat(value, bytes, out var written);
        _chunk!.Advance(length + written);
    }

    public void Write(DateOnly value)
    {
        var length = EnterValue(LongestValue, out var bytes);
        bytes[0] = (byte)'"';
        _hasFailed |= !value.TryFormat(bytes[1..], out var written, "O", CultureInfo.InvariantCulture);
        bytes[written + 1] = (byte)'"';
        _chunk!.Advance(length + written + 2);
    }

    private void WriteLiteral(ReadOnlySpan<byte> literal)
    {
        var length = EnterValue(literal.Length, out var bytes);
        literal.CopyTo(bytes);
        _chunk!.Advance(length + literal.Length);
    }

    /// <summary>Puts the name of the next value where it belongs, without counting it as written, and gives the room after it.</summary>
    private int EnterValue(int room, out Span<byte> value)
    {
        var name = names[_next++];
        var span = _chunk!.GetSpan(name.Length + room);
        name.CopyTo(span);
        value = span[name.Length..];
        return name.Length;
    }
}
